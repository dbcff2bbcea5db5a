"""What a CRM says and could not be taken over, and what a person decides about it."""
