"""What somebody needs who makes a service: to try it, to test it, to see it drawn. No node, no database.

A case that is tried is played by the engine of real cases (`minben.cases.Played`); nothing here knows how a procedure
runs. ``docs/services.md`` tells how a service is made.
"""
