"""What of an order of vouchers its customer can give back."""
