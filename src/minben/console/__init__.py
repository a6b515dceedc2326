"""The console: the district at a glance for those who lead and supervise. It counts cases and shows no one's data."""
