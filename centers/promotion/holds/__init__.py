"""Holds: what an order sets aside of coupons and budgets, and what becomes of it."""
