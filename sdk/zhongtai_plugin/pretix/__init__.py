"""What plug-ins for pretix share: its REST interface, accounts, pace. Needs httpx and msgspec."""
