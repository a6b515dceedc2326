"""The portal: the face that residents and enterprises see.

It shows and asks; what happens, happens in the rooms below.
"""
