"""What runs where, and who may call what: data that ships with the program."""
