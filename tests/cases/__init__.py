"""Cases, from the pure engine to crowds of officers."""
