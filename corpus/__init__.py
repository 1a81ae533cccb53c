"""What the archive holds: records, passages, quotes, citations and their store."""
