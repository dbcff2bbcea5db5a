"""A provider of text messages to try things with."""
