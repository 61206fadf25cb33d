"""One function per address: guard, load, one call, redirect. `words` and `schedules` work out what a page says."""
