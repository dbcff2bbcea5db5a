"""Orders that come from a channel, already paid there; some are over already."""
