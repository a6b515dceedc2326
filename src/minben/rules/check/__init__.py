"""What is wrong with decision tables and models before they decide anything, each finding with a case that shows it."""
