"""What all simulators share: the world of orders, faults, the stories of orders, the comparison."""
