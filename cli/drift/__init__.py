"""Says where the books of another system and ours differ, and what to do about it."""
