"""Menus as they are at a store, channel and moment."""
