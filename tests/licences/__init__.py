"""Papers and their verification."""
