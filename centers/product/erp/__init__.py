"""What the ERP of a chain sells: its items become dishes, sizes and prices."""
