"""Tryton's POS as the till of a chain's stores."""
