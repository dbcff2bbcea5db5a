"""What a plug-in author needs: serve, errors, conformance checks."""
