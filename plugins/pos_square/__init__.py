"""Square as the till of a chain's stores; README.md says how."""
