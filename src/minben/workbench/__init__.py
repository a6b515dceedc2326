"""The workbench: the face of officers.

Their tasks by the law's clock, one case on one screen, a decision with its reasons.
"""
