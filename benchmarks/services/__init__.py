"""How fast items are found and a blueprint is read."""
