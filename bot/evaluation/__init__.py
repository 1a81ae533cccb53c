"""Measuring an archive: question files, test collections and the field's measures."""
