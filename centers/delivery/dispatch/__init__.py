"""Dispatch: which carrier is asked for a delivery, when, and when another one."""
