"""What plug-ins for pretix share: its REST interface, accounts, pace. It needs httpx and msgspec."""
