"""Hostile input, again and again: ``python -m fuzz`` looks for a crash, a hang or a flood of memory in the rules."""
