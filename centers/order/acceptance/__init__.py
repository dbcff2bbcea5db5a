"""Orders that are accepted for their store without anybody at the till."""
