"""A chain with a real Tryton, a real pretix and Square's stand-in at once, compared with them.

`python -m tests.backends --orders 2000 --kills 2` runs it; see plugins/README.md.
"""
