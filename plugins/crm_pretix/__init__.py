"""A chain's CRM is its pretix: members are customers, stored value is on gift cards."""
