"""Pure parts, for rules and models: money, ids, time, text, limits, checks, states, refusals."""
