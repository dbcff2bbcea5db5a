"""Stock that is set aside for orders."""
