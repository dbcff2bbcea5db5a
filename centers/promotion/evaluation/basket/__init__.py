"""The basket: a cart while discounts are taken off."""
