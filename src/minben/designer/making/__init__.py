"""A new service: a folder that checks and whose scenarios pass, to be made into what the law says.

`wish` is what a designer has answered, `duties` what the law in force demands for items of the type, `service` writes
the definition and `scenarios` how it is meant to run. `command` asks. A designer goes on from what is written.
"""
