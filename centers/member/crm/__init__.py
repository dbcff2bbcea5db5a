"""The CRM of a chain: told of members and points; what changes there is taken over."""
