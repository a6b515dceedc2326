"""The face for machines: other governments, banks, kiosks, apps. ``docs/api.md`` tells how to use it.

A *client* is a machine that somebody operates under an agreement with an agency; an operator opens it, names its
services, and hands its token over once. It sends in cases for people who asked it to, and sees those cases only.
"""
