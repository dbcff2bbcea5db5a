"""Generated from the contract in protos/. Never edited by hand."""
