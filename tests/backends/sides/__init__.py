"""Both sides of each adapter, read directly: what we hold, and what the other system holds."""
