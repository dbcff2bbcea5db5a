"""What plug-ins for delivery companies of China have in common: one account for each chain."""
