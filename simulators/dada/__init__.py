"""The Dada side: its interface for merchants, its riders, its callbacks."""
