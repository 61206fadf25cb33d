"""The file of a backup: a tar inside of age, so that `age --decrypt` and `tar` open it where Taper is not there.

Nothing in it is ever on a disk as it is: pieces go from the database through the encryption into the file. age tells a file that
was cut or changed, at its end at the latest, so that nothing read from one may be used before its end was reached.
"""

import io
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import pyrage
from pyrage.x25519 import Identity, Recipient

from .refused import BackupRefused

BLOCK = tarfile.BLOCKSIZE
AT_MOST = 256 * 1024 * 1024  # bytes of one part: ours have a hundredth of that
Part = tuple[str, bytes]


def write(file: BinaryIO, parts: Iterable[Part], recipient: Recipient) -> None:
    """Encrypts the parts into the file, by name and content, as they come. Raises what they raise, and OSError."""
    pulled, pushed = Pulled(as_tar(parts)), Pushed(file)
    try:
        pyrage.encrypt_io(pulled, pushed, [recipient])
    except (pyrage.EncryptError, OSError):
        raise_first(pulled.error or pushed.error)
        raise


def raise_first(error: Exception | None) -> None:
    """The error that an encryption was ended by, which it tells as text alone."""
    if error:
        raise error


def as_tar(parts: Iterable[Part]) -> Iterator[bytes]:
    """The bytes of a tar with these parts."""
    for name, content in parts:
        head = tarfile.TarInfo(name)
        head.size, head.mode = len(content), 0o600
        yield head.tobuf(tarfile.USTAR_FORMAT)
        yield content + bytes(-len(content) % BLOCK)
    yield bytes(2 * BLOCK)


class Pulled(io.RawIOBase):
    """What is read from pieces, one after the other. Keeps the error that one of them ended with."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.piece = pieces, io.BytesIO()
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes, `size` at most; none at the end."""
        try:
            while not (found := self.piece.read(size)):
                self.piece = io.BytesIO(next(self.pieces))
        except StopIteration:
            return b""
        except Exception as error:
            self.error = error
            raise
        return found


class Pushed(io.RawIOBase):
    """What is written goes on into a file. Keeps the error that the file ended with."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.error: Exception | None = None

    def write(self, piece: bytes) -> int:  # type: ignore[override]  # whoever calls it has bytes
        """How many bytes were written: all."""
        try:
            return self.file.write(piece)
        except OSError as error:
            self.error = error
            raise


def read(path: Path, identity: Identity) -> Iterator[Part]:
    """The parts of a backup, in their order. Only at the end is it known that the file is whole and as it was written.

    Raises BackupRefused for another key, for a file that was cut or changed, and for what is no backup.
    """
    outlet, inlet = os.pipe()
    opening = Opening(path, identity, inlet)
    opening.start()
    with os.fdopen(outlet, "rb") as stream:
        try:
            yield from parts_of(stream)
            while stream.read(BLOCK):
                pass
        except tarfile.TarError as error:
            stream.close()  # before its thread is waited for, which may wait for a reader
            opening.join()
            raise opening.refusal() or BackupRefused("This file opens with the key, and is no backup of Taper.") from error
    opening.join()
    if refusal := opening.refusal():
        raise refusal


def parts_of(stream: BinaryIO) -> Iterator[Part]:
    """The parts of a tar, as they are read."""
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for member in tar:
            opened = tar.extractfile(member)
            if opened is None or member.size > AT_MOST:
                raise tarfile.TarError("not a part of a backup")
            yield member.name, opened.read()


class Opening(Thread):
    """Decrypts a file into a pipe, which it closes at the end, and keeps the error that it ended with."""

    def __init__(self, path: Path, identity: Identity, inlet: int) -> None:
        super().__init__(daemon=True)
        self.path, self.identity, self.inlet = path, identity, inlet
        self.error: Exception | None = None

    def run(self) -> None:
        """Until the end of the file, or until nobody reads."""
        with suppress(BrokenPipeError), os.fdopen(self.inlet, "wb") as pipe:
            try:
                with self.path.open("rb") as file:
                    pyrage.decrypt_io(file, pipe, [self.identity])
            except (pyrage.DecryptError, OSError) as error:
                self.error = error

    def refusal(self) -> BackupRefused | None:
        """What was wrong with the file, in words; nothing where it was read to its end."""
        said = str(self.error or "")
        if not said or "Broken pipe" in said:
            return None
        if "No matching keys" in said:
            return BackupRefused(
                "This private key does not open this backup: it was encrypted to another one, or its head is damaged."
            )
        if isinstance(self.error, OSError) and self.error.errno:
            return BackupRefused(f"{self.path} could not be read: {self.error.strerror}.")
        return BackupRefused(f"{self.path} is cut or was changed since it was written ({said}): take another backup.")
