"""Orders as a Parquet file, for those who count with them."""
