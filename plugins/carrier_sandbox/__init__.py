"""A delivery company to try things with: riders that move by a clock or by hand."""
