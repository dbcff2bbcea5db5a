"""OpenDelivery 1.3, the open standard of platforms in Brazil, and those that speak it."""
