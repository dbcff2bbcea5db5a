"""Rules of an enterprise, from a file for each chain."""
