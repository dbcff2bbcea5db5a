"""An OMS by pretix's REST interface: its orders are e-vouchers, its check-ins redeem them."""
