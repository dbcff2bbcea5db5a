"""The payment center."""
