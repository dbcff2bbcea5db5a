"""What sells: prices of lines, and what stores have none of."""
