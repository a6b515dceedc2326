"""Models of decisions (DMN 1.5, chapters 6, 7 and 10): what they are as data, and how they decide."""
