"""In which deal an order was bought."""
