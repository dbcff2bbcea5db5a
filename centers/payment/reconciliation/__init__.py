"""Comparing a day of the books with a provider's bill."""
