"""Order control: preview, place, pay, cancel, and what follows the feeds."""
