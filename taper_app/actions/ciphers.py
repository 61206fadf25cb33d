"""What the database keeps encrypted, secrets and what jobs have made: under keys derived from those of the record, which a backup
brings too."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from taper_app import seals

__all__ = ["InvalidToken", "decrypted", "decrypted_paper", "encrypted", "encrypted_paper"]
FACTORS, PAPERS = b"taper_app second factors 1", b"taper_app papers of jobs 1"


def cipher(purpose: bytes = FACTORS) -> MultiFernet:
    """What encrypts with the key in use, and decrypts with every one that is still good. Raises as `seals.keys` does."""
    return MultiFernet([Fernet(derived(key, purpose)) for key in every_key()])


def every_key() -> list[str]:
    """The keys of the record, the one in use first. Raises ImproperlyConfigured where there is none."""
    return seals.keys()


def derived(key: str, purpose: bytes = FACTORS) -> bytes:
    """A key for this purpose alone."""
    return urlsafe_b64encode(HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key.encode()))


def encrypted(text: str) -> str:
    """The text under the key in use."""
    return cipher().encrypt(text.encode()).decode()


def decrypted(text: str) -> str:
    """The text again. Raises cryptography.fernet.InvalidToken where no key fits."""
    return cipher().decrypt(text.encode()).decode()


def encrypted_paper(paper: bytes) -> bytes:
    """What a job has made, under the key in use."""
    return cipher(PAPERS).encrypt(paper)


def decrypted_paper(kept: bytes) -> bytes:
    """It again. Raises cryptography.fernet.InvalidToken where no key fits."""
    return cipher(PAPERS).decrypt(kept)
