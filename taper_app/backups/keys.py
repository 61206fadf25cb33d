"""The key pair that backups are encrypted with, and the keys without which the record cannot be told from a forgery.

The public half encrypts and stands in the settings. The private half opens, and is kept away from the server: whoever takes the
server then has no backup, and whoever takes the backups has nothing that can be read. Encryption: age, X25519.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from pyrage import IdentityError, RecipientError
from pyrage.x25519 import Identity, Recipient

from taper_app import seals

from .files import write_new
from .refused import BackupRefused


@dataclass(frozen=True)
class Keys:
    """What a database is worth nothing without: the keys of the record and of the sessions, the first of each in use."""

    record: list[str]
    secret: list[str]

    @classmethod
    def read(cls, content: bytes) -> "Keys":
        """The keys that a backup has in it."""
        said = json.loads(content)
        return cls(said["record"], said["secret"])


def keys_here() -> Keys:
    """The keys in use here. Raises ImproperlyConfigured where there is no key of the record."""
    return Keys(seals.keys(), [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])


def are_good_here(keys: Keys) -> bool:
    """Whether all that was kept under these keys is read as it is with those in use here."""
    here = keys_here()
    return set(keys.record) <= set(here.record) and set(keys.secret) <= set(here.secret)


def write_keys(keys: Keys, folder: Path) -> None:
    """Writes the keys into this folder, a file each, for their owner alone. Raises OSError, also where one is there."""
    for name, (first, *earlier) in (("record-key", keys.record), ("secret-key", keys.secret)):
        write_new(folder / name, first + "\n")
        if earlier:
            write_new(folder / f"{name}-fallbacks", ",".join(earlier) + "\n")


def new_pair() -> tuple[str, str]:
    """A private key and the public key that belongs to it, as text."""
    private = Identity.generate()
    return str(private), str(private.to_public())


def public_key(said: str) -> Recipient:
    """The key that backups are encrypted to. Raises BackupRefused for what is none."""
    if not said:
        raise BackupRefused("There is no key to encrypt to: make one with manage.py backup --new-key, and set BACKUP_KEY.")
    if said.upper().startswith("AGE-SECRET-KEY-"):
        raise BackupRefused(
            "This is the private key, which must not be here: BACKUP_KEY is the public one, which begins with age1."
        )
    try:
        return Recipient.from_str(said)
    except RecipientError as error:
        raise BackupRefused("The public key is not whole: it begins with age1 and has 62 characters.") from error


def private_key(said: str) -> Identity:
    """The key that opens backups, from the text of its file, in which a line may begin with #. Raises BackupRefused."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    try:
        (line,) = lines
        return Identity.from_str(line)
    except (ValueError, IdentityError) as error:
        raise BackupRefused("This is no private key: it is one line that begins with AGE-SECRET-KEY-1.") from error
