"""Completed orders, posted in the books of the chain's ERP."""
