"""The networks: the trunk, its branches, and what they are made of."""
