"""The pages for people: the phone at /shop, the till at /till, the way to both at /."""
