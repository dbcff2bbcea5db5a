"""A call, near or far: who calls, how it is run, refused, repeated and answered."""
