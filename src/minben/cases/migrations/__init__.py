"""How the tables of the room came about."""
