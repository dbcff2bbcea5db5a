"""A chain's rules for its members: loyalty programme, ladder of tiers, benefits."""
