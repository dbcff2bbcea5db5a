"""Scripts that keep the house: generation, freshness and checks that no tool offers."""
