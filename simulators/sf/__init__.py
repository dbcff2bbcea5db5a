"""SF's side (顺丰同城): its interface for merchants, its riders, its callbacks."""
