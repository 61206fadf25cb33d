"""PostgreSQL as Django has it, and no wait for an answer that does not come."""
