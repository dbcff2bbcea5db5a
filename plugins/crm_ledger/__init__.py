"""A stand-in CRM with a ledger of points of its own."""
