"""A process from start to stop: topology, settings, keys, database server, logs, metrics."""
