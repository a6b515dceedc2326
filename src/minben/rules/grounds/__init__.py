"""The grounds of decisions in words: which rules applied, what they saw and whence, and why not otherwise."""
