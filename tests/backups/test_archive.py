"""The file of a backup: whole or not there, and read by nobody without its key."""

import errno
import tarfile

import pyrage
import pytest
from pyrage.x25519 import Identity

from taper_app.backups import archive, keys
from taper_app.backups.files import appears_whole
from taper_app.backups.refused import BackupRefused
from tests.backups.disk import at_most

IDENTITY = Identity.generate()
PARTS = [("head.json", b"{}"), ("data/0", b"Example, Rowan " * 9000), ("data/1", b""), ("foot.json", b"[]")]


def write(path, parts=PARTS):
    with appears_whole(path) as file:
        archive.write(file, parts, IDENTITY.to_public())
    return path


@pytest.fixture
def kept(tmp_path):
    return write(tmp_path / "kept.age")


def test_what_is_put_in_comes_out(kept):
    """Every part comes back as it was and in its order; the file is its owner's alone, and shows nothing of what is in it."""
    assert list(archive.read(kept, IDENTITY)) == PARTS
    assert kept.stat().st_mode & 0o777 == 0o600
    assert b"Rowan" not in kept.read_bytes()


def test_other_programs_open_it(kept, tmp_path):
    """Decrypted by age, it is a tar as any other."""
    (tmp_path / "opened.tar").write_bytes(pyrage.decrypt(kept.read_bytes(), [IDENTITY]))
    with tarfile.open(tmp_path / "opened.tar") as tar:
        assert [(each.name, tar.extractfile(each).read()) for each in tar] == PARTS


def test_another_key(kept):
    """Another private key is told from a file that is damaged."""
    with pytest.raises(BackupRefused, match="does not open this backup"):
        list(archive.read(kept, Identity.generate()))


def test_cut_or_changed_anywhere(kept):
    """A backup that was cut, that has one byte changed or one too many, is never read to its end."""
    whole = kept.read_bytes()
    places = [0, 1, 30, 60, 100, 160, 200, 216, 65752, 65753, *range(300, len(whole), 40011), len(whole) - 1]
    for place in places:
        for wrong in (whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]):
            kept.write_bytes(wrong)
            with pytest.raises(BackupRefused, match=r"does not open|cut or was changed"):
                list(archive.read(kept, IDENTITY))
    kept.write_bytes(whole + b"x")
    with pytest.raises(BackupRefused, match="cut or was changed"):
        list(archive.read(kept, IDENTITY))


def test_no_backup_of_ours(tmp_path):
    """What opens with the key and is something else, and what is not there, are named."""
    (tmp_path / "other.age").write_bytes(pyrage.encrypt(b"a letter " * 200, [IDENTITY.to_public()]))
    with pytest.raises(BackupRefused, match="no backup of Taper"):
        list(archive.read(tmp_path / "other.age", IDENTITY))
    with pytest.raises(BackupRefused, match="No such file"):
        list(archive.read(tmp_path / "nowhere.age", IDENTITY))


def test_who_stops_reading_leaves_no_thread(kept):
    """Where only the beginning is read, what decrypts the rest ends too."""
    reading = archive.read(kept, IDENTITY)
    assert next(reading) == PARTS[0]
    reading.close()


def test_a_full_disk_leaves_nothing(tmp_path):
    """Where the disk takes no more, the disk's own words come out, and neither a backup nor a part of one is there."""
    with at_most(65536), pytest.raises(OSError, match="File too large") as told:
        write(tmp_path / "kept.age")
    assert told.value.errno == errno.EFBIG
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_fails_leaves_nothing(tmp_path):
    """Where the database ends half-way, its own refusal comes out, and no file is there."""

    def failing():
        yield PARTS[0]
        raise BackupRefused("the server is gone")

    with pytest.raises(BackupRefused, match="the server is gone"):
        write(tmp_path / "kept.age", failing())
    assert list(tmp_path.iterdir()) == []


def test_no_other_file_is_written_over(kept):
    """A name that is taken stays as it is."""
    before = kept.read_bytes()
    with pytest.raises(FileExistsError):
        write(kept)
    assert kept.read_bytes() == before


def test_keys_that_are_none():
    """The private key in the place of the public one, half a key and no key are refused in words; comments are passed over."""
    private, public = keys.new_pair()
    assert str(keys.private_key(f"# made today\n{private}\n").to_public()) == public == str(keys.public_key(public))
    for said, words in (("", "--new-key"), (private, "must not be here"), (public[:-1], "not whole")):
        with pytest.raises(BackupRefused, match=words):
            keys.public_key(said)
    for said in ("", public, private[:-1], f"{private}\n{private}"):
        with pytest.raises(BackupRefused, match="no private key"):
            keys.private_key(said)
