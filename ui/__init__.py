"""The faces of Dragoman: command line, web page, terminal chat."""
