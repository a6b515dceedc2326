"""The paper that all faces are printed on: layout, components, languages, access and the rules of safe pages.

Not a room: it holds no data and decides nothing. Each face brings its own views and templates and takes from here the
frame around them (``pages/layout.html``), the small parts within them (``pages/components/``), the decorators that say
who may use a view (`minben.pages.access`) and the filters that speak the reader's language (``{% load minben %}``).
"""
