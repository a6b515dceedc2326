"""How fast registers load, answer and write."""
