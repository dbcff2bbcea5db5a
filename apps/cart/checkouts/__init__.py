"""Orders that are being placed of carts."""
