"""Simulators of takeaway platforms: each speaks its platform's side and misbehaves on demand."""
