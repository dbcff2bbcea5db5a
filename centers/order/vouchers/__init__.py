"""The e-vouchers of orders, as the OMS has them, and their use at stores."""
