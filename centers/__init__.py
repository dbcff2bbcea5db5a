"""Nine service centers: they hold the rules and the data, once."""
