"""Killing everything in the middle of a day, again and again: nothing acknowledged may be lost or done twice."""
