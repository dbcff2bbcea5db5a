"""The runtime every process stands on."""
