"""Two units for measuring a hop: one calls, one answers."""
