"""What makes a pretix to try the plug-in with. Its files run in pretix's own environment."""
