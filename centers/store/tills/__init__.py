"""The tills of stores and how they show who they are."""
