"""Cases: procedures at work, their tasks, limits and outcomes."""
