"""The cart: what a person is about to order."""
