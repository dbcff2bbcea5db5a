"""Where payment providers and carriers tell us what happened."""
