"""How alike two names of medicines are: as they are written, and as they sound."""

import re
from unicodedata import combining, normalize

_SOUNDS = (
    (re.compile(r"^x"), "z"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"[cq]"), "k"),
    (re.compile(r"y"), "i"),
    (re.compile(r"h"), ""),
    (re.compile(r"(?<!^)[aeiou]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


def folded(text: str) -> str:
    """The letters of a text alone: small, without accents, spaces or signs."""
    plain = (each for each in normalize("NFKD", text.casefold()) if not combining(each))
    return "".join(each for each in plain if "a" <= each <= "z")


def sound(word: str) -> str:
    """What is left of a folded word when it is only heard: "zanax" and "xanax" are the same."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


def edits(one: str, other: str, most: int) -> int:
    """How many letters are left out, added, changed or swapped with the next between two words; `most` + 1 where it is more."""
    if abs(len(one) - len(other)) > most or len(set(one).difference(other)) > most:  # each letter that is not there is one
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one):
        row = [at + 1]
        for place, there in enumerate(other):
            cost = min(last[place + 1] + 1, row[place] + 1, last[place] + (letter != there))
            if at and place and letter == other[place - 1] and one[at - 1] == there:
                cost = min(cost, before[place - 1] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
