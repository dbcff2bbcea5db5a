"""Orders of e-vouchers at the OMS: what it is given, and what it says of them."""
