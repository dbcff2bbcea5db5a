"""Sets up tills in a Tryton to try; run by Tryton's own Python."""
