"""Feeds of events and those who follow them, with what they could not deal with."""
