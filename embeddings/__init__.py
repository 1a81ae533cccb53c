"""From passages to ranked passages: encoder, units, dense and lexical index, fusion."""
