"""Nothing lost: the database at one moment, encrypted to a key that is not here, and the way back into an empty place."""
