"""Readers: one file per format, each giving records whose every character is accounted for."""
