"""Coupons: what they are worth, whom they were given, who may use them."""
