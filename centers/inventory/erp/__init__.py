"""The ERP of a chain: its counts come in, the ledger goes out, differences are told."""
