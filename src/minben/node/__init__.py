"""A running node: its database, the blueprint that it follows, and what its operators do with it."""
