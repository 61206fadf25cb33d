"""JSON in and out: the request that is read, the answer with what would work instead, and the command."""
