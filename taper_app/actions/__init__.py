"""Every change of state, and the only writers: one module a noun, one transaction with its audit event a change."""
