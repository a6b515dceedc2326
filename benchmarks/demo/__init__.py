"""The whole of it, as a newcomer meets it: how long ``minben demo`` takes and how much memory."""
