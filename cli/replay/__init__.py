"""Brings recorded menus, stores and orders in, as real calls."""
