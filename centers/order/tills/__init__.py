"""Orders and the tills of stores: what POS plug-ins are given, and what they report."""
