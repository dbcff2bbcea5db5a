"""One folder per channel: the thin edge to the outside."""
