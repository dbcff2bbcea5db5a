"""After-sale: the running account of what customers get back of an order."""
