"""A simulated Square: its interface for orders, the tills in its sellers' shops, its webhooks."""
