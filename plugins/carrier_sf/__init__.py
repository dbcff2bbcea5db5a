"""SF's riders of the city (顺丰同城): chains whose orders they bring, an account for each."""
