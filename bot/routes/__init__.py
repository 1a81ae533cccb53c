"""Routes: each answers one sort of question, or leaves it to the next."""
