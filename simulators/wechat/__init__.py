"""The WeChat side: logging in to a mini-program, and WeChat Pay v3."""
