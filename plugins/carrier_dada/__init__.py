"""Dada (达达): chains whose orders its riders bring, each with an account of its own."""
