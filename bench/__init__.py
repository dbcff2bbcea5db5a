"""What the platform costs, as ratios to what this machine can do at best."""
