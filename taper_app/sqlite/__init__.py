"""SQLite as Django has it, in files that only their owner can read."""
