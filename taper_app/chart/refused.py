"""What every refusal to issue has in common."""


class NotIssued(Exception):
    """Nothing was issued; the message is one sentence that says what to do."""
