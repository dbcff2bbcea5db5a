"""The ledger: entries, balances, and what does not agree."""
