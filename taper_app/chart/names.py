"""Names as people write them: their words, how these sound, the initials that may stand for them, and which names and birthdays
look alike."""

import re
import unicodedata
from collections import Counter
from datetime import date
from functools import lru_cache

PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
LEAST_LETTERS = 4  # so Jon is like John, and Lee not like Leo
LEAST_BEGINNING = 3  # so Sam is like Samuel, and Jo not like Joanna


def plain(text: str) -> str:
    """Text without case, accents and other marks, in any script."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in apart if not unicodedata.category(each).startswith("M"))
    return unicodedata.normalize("NFKC", bare).translate(PLAIN)


@lru_cache(maxsize=20_000)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in plain letters; what stands between them (blanks, hyphens, apostrophes, points) only parts them."""
    return tuple(re.findall(r"[^\W_]+", plain(name)))


def halves(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words before and after the comma, family name first; without a comma the first word and the others."""
    before, comma, after = name.partition(",")
    return (words(before), words(after)) if comma else (words(name)[:1], words(name)[1:])


def family(name: str) -> tuple[str, ...]:
    """The words of the family name: those before the comma, or the last one."""
    return halves(name)[0] if "," in name else words(name)[-1:]


def sorted_as(name: str) -> str:
    """The name as lists sort it: in plain letters, the family name as one word, then a comma and the others."""
    first, second = halves(name)
    return f"{''.join(first)}, {' '.join(second)}"


# Sound and spelling ------------------------------------------------------------------------------

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SILENT = re.compile(r"^[kgp](?=n)|^w(?=r)|^p(?=s)|gh(?=t)")
CONSONANTS = str.maketrans("bfpvcgjkqsxzdtlmnr", "bbbbccccccccddlmmr", "h")


def as_one(text: str) -> str:
    """The words of a text without anything between them: O’Shaughnessy is oshaughnessy, and 943 476 5919 one number."""
    return "".join(words(text))


def sound(word: str) -> str:
    """How a plain word sounds: its consonants, one letter for all that are alike, after a vowel at its beginning.

    Margaret and Margret sound the same. A word too short to be misspelled, or in another script than Latin, sounds as it is.
    """
    if len(word) < LEAST_LETTERS or not set(word) <= set(LETTERS):
        return word
    heard = SILENT.sub("", word).replace("ph", "f").translate(CONSONANTS)
    once = re.sub(r"([bcdlmr])\1+", r"\1", heard)
    return ("" if once[:1] in "bcdlmr" else "a") + "".join(each for each in once if each in "bcdlmr")


def one_letter_off(word: str) -> set[str]:
    """Every spelling with one letter that is another, is left out or put in, or has changed places with its neighbour."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {before + after[1:] for before, after in parts if after}
    found |= {before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1}
    letters = set(LETTERS) | set(word)
    found |= {before + each + after[1:] for before, after in parts if after for each in letters}
    return found | {before + each + after for before, after in parts for each in letters}


# Initials ----------------------------------------------------------------------------------------


def initials(text: str) -> list[str]:
    """The letters typed as initials, plain; whatever else is typed is passed over."""
    return [found[0][0] for each in unicodedata.normalize("NFC", text) if (found := words(each))]


def initials_fit(name: str, typed: str) -> bool:
    """Whether these letters stand for the name, in any order and with anything but letters between them.

    Each is the first letter of a word of its own, one of them of a word in each half of the name: "Berg, Anna-Lena van der" is
    AB, B.A. and ALVDB, not AL. A name of one word has one initial.
    """
    letters, (first, second) = Counter(initials(typed)), halves(name)
    if letters - Counter(word[0] for word in first + second):
        return False
    if not (first and second):
        return letters.total() == 1
    pairs = (Counter((one[0], other[0])) for one in first for other in second)
    return any(pair <= letters for pair in pairs)


# Alike -------------------------------------------------------------------------------------------


def words_alike(one: str, other: str) -> bool:
    """Whether two words are the same, or one letter apart with at least LEAST_LETTERS in the longer, or one begins the other."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short):
        return one == other or len(short) >= LEAST_BEGINNING
    return len(long) >= LEAST_LETTERS and one_letter_apart(short, long)


def one_letter_apart(short: str, long: str) -> bool:
    """Whether one letter is another, is left out, or has changed places with its neighbour."""
    at = next((at for at, (one, other) in enumerate(zip(short, long, strict=False)) if one != other), len(short))
    if len(short) == len(long):
        swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
        return swapped or short[at + 1 :] == long[at + 1 :]
    return short[at:] == long[at + 1 :]


def names_alike(one: str, other: str) -> bool:
    """Whether each word of the shorter name is like a word of its own in the other, wherever it stands; at least two are."""
    short, long = sorted((words(one), words(other)), key=len)
    if len(short) < 2:
        return bool(short) and short == long
    left = list(long)
    for word in sorted(short, key=lambda each: each not in long):  # those that are the same go first
        found = next((each for each in sorted(left, key=lambda each: each != word) if words_alike(word, each)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def days_alike(one: date, other: date) -> bool:
    """Whether two dates are the same, a digit apart, or have day and month swapped."""
    here, there = one.isoformat(), other.isoformat()
    digits = sum(mine != theirs for mine, theirs in zip(here, there, strict=True))
    return digits < 2 or (one.year, one.month, one.day) == (other.year, other.day, other.month)
