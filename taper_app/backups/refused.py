"""What a backup or the way back from one ends with where it cannot be done."""


class BackupRefused(Exception):
    """It was not done, and nothing is left half done. The message says why, and what would help."""
