"""What stores would serve: whether one takes an order, and which are near."""
