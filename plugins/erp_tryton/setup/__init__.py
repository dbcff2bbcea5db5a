"""What makes a Tryton to try the plug-in with. Its files run in Tryton's own environment."""
