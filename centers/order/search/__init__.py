"""Which orders a list shows."""
