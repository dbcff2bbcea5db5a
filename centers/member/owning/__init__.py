"""What a member has beside points, by tier and by CRM."""
