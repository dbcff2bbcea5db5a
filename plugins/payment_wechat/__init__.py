"""WeChat Pay v3: chains that take money with accounts of their own."""
