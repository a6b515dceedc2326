"""The grounds of decisions in words: which rules applied, what they saw and where it came from, and why not otherwise."""
