"""Opaque codes, which say nothing about whom or what they stand for."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # of codes: nothing that is misread on paper (0 O, 1 I L, U V)


def new_code() -> str:
    """Eight random characters in two groups, such as K7QX-4M2P: over 600 thousand million of them."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"
