"""A schedule: from a strategy day by day, and from a visit on; what a pharmacy has to supply for it."""
