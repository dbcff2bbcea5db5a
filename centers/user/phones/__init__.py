"""Codes sent to phones, by which persons prove that the phones are theirs."""
