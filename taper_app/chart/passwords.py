"""What a password must not be: one that is tried first, or made of names that others know. How it is put together is free."""

import gzip
import lzma
import re
from bisect import bisect_left
from functools import cache
from hashlib import sha256
from itertools import chain, pairwise
from pathlib import Path

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from taper_app import engine
from taper_app.models import SearchWord, User

from .names import plain, words

KNOWN = Path(__file__).with_name("known_passwords.xz")
DIGEST = 8
"""Octets that are kept of the SHA-256 of each password that is known from leaks; sorted."""
LEAST = 12
SHORTEST_NAME, LONGEST_NAME, READ = 5, 20, 64
"""Letters of a word that counts as a name, and how many of a password are looked at for patients' names."""
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujm", "azertyuiop")
LEET = str.maketrans("013457@$!", "oieastasi")
TOO_KNOWN = (
    "This password is among those that are tried first. A few words that only you put together are safer and easy to keep."
)
TOO_PLAIN = "This password repeats itself or follows the keys in order. A few words that only you put together are safer."
OF_NAMES = "This password is little more than names of you, your clinic or its work. Add words that have nothing to do with them."


class NotGuessed:
    """Of settings.AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError where it could be guessed."""
        small = password.casefold()
        if is_known(small) or is_common(small):
            raise ValidationError(TOO_KNOWN, code="password_too_common")
        if is_plain(small):
            raise ValidationError(TOO_PLAIN, code="password_too_plain")
        if without_names(small, user) < LEAST:
            raise ValidationError(OF_NAMES, code="password_of_names")

    def get_help_text(self) -> str:
        """What is asked of a password, before one is typed."""
        return "It may not be one that is tried first, nor little more than names of you, your clinic or its work."


def is_known(small: str) -> bool:
    """Whether this password, written small, is known from leaks."""
    wanted, held = sha256(small.encode()).digest()[:DIGEST], known()
    at = bisect_left(held, wanted)
    return at < len(held) and held[at] == wanted


@cache
def known() -> list[bytes]:
    """The digests of the passwords of twelve characters and more that are known from leaks."""
    octets = lzma.decompress(KNOWN.read_bytes())
    return [octets[at : at + DIGEST] for at in range(0, len(octets), DIGEST)]


@cache
def common() -> frozenset[str]:
    """The short passwords that are tried first, as Django brings them."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return frozenset(line.strip() for line in file)


def is_common(small: str) -> bool:
    """Whether a common word is all that is left without a few figures and signs before and after it, once or repeated."""
    for text in (small, small.translate(LEET)):
        core = re.sub(r"^[\W\d_]{0,6}|[\W\d_]{0,6}$", "", text)
        if {text, core, unit_of(text), unit_of(core), re.sub(r"[\W_]", "", text)} & common():
            return True
    return False


def unit_of(text: str) -> str:
    """The shortest text of which this one is made by repeating it."""
    at = (text + text).find(text, 1)
    return text[:at] if text else text


def is_plain(small: str) -> bool:
    """Whether it is few characters, something short over and over, or mostly keys in their order."""
    steps = sum(are_beside(one, other) for one, other in pairwise(small))
    return len(set(small)) < 5 or len(unit_of(small)) < 8 or 3 * steps >= 2 * (len(small) - 1)


def are_beside(one: str, other: str) -> bool:
    """Whether two characters stand beside each other in the alphabet or on a keyboard, or are the same."""
    return one == other or any(one + other in row or other + one in row for row in ROWS)


def without_names(small: str, user: User | None) -> int:
    """How many characters are left without all names in it."""
    left = plain(small)
    letters = re.sub(r"[\W\d_]", "", left)
    names = {name for name in own_names(user) if name in letters} | patients_names(letters[:READ], user)
    for name in sorted(names, key=len, reverse=True):
        left = re.sub(r"[\W\d_]*".join(map(re.escape, name)), "", left)
    return len(re.sub(r"[\W_]+", " ", left).strip()) if names else len(small)


def own_names(user: User | None) -> set[str]:
    """The words of who chooses it, of the clinic, of what is prescribed, and of this product."""
    said = [user.username, user.full_name, user.clinic.name if user.clinic_id else ""] if user else []
    return {word for word in {*work_words(), *chain.from_iterable(map(words, said))} if len(word) >= SHORTEST_NAME}


@cache
def work_words() -> frozenset[str]:
    """The drugs with their brands, and what this is called."""
    catalogue = engine.load_catalogue()
    brands = [brand for each in catalogue.drugs.values() for market in each.brands.values() for brand in market]
    said = [*brands, *(each.name for each in catalogue.drugs.values()), "taper", "benzodiazepine", "benzos"]
    return frozenset(chain.from_iterable(map(words, said)))


def patients_names(letters: str, user: User | None) -> set[str]:
    """The words of patients' names of the clinic that stand in these letters."""
    if user is None or not user.clinic_id:
        return set()
    ends = range(SHORTEST_NAME, LONGEST_NAME + 1)
    parts = {letters[at : at + long] for at in range(len(letters)) for long in ends if at + long <= len(letters)}
    found = SearchWord.objects.filter(clinic=user.clinic_id, word__in=parts)
    return {word for word in found.values_list("word", flat=True) if word.isalpha()}
