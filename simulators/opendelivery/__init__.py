"""The OpenDelivery 1.3 side: events to poll and pushed, tokens, commands, negotiated ends."""
