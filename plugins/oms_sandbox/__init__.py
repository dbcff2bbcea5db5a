"""An OMS to try things with: it issues codes for e-vouchers, and lets each be used once."""
