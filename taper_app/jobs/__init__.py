"""Work that nobody waits for: the queue, a worker's turns, and what each kind of job makes."""
