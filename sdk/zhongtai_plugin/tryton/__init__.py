"""What plug-ins for Tryton share: its JSON-RPC, accounts, companies. It needs httpx and msgspec."""
