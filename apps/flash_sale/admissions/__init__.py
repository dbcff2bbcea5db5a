"""Who is let into a session, who waits, and what became of it."""
