"""A till server as a plug-in: orders wait here for tills, their reports wait for the platform."""
