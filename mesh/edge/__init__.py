"""The doors to the outside: HTTP, limits, problem documents."""
