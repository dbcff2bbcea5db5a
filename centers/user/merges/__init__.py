"""Two records of one human being made one."""
