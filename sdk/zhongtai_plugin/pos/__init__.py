"""What POS plug-ins share whose tills are at a foreign system: a book, and who works it off."""
