"""What people type where a reason, a name or a role is asked for: what can be none of these, and the sentence that says so.

Whether it is true nobody here can tell.
"""

import re
import unicodedata

REASON_CHARACTERS = 10
REASON_WANTED = f"in a few words, at least {REASON_CHARACTERS} characters"
"""How a sentence that asks for a reason ends."""
NAME_WANTED = "Enter a person’s name with a title or a first name, such as Dr Ada Ode."
ROLE_WANTED = "Enter what this person is, such as psychiatrist."
_LETTERS = re.compile(r"[^\W\d_]+")
_TITLES = {"dr", "doctor", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "nurse", "sister"}
_NOBODY = {"me", "myself", "self", "none", "nobody", "no", "one", "noone", "not", "known", "unknown", "na", "tbc", "same", "test"}


def is_reason(said: str) -> bool:
    """Whether it can be a reason, or what was found or arranged: so many characters, and two words that differ."""
    words = {each for each in _words(said) if len(set(each)) > 1}
    return len(said.strip()) >= REASON_CHARACTERS and len(words) > 1


def is_name(said: str) -> bool:
    """Whether it can be the name of a person: two words that differ, and one of them neither a title nor a word for nobody."""
    words = set(_words(said))
    return len(words) > 1 and any(_is_word(each) for each in words - _TITLES - _NOBODY)


def is_role(said: str) -> bool:
    """Whether it can be what somebody is by profession: a word of two letters or more that differ."""
    return any(len(set(each)) > 1 and each not in _NOBODY for each in _words(said))


def _words(said: str) -> list[str]:
    return _LETTERS.findall(unicodedata.normalize("NFC", said).casefold())


def _is_word(each: str) -> bool:
    """Two letters or more, and not one letter again and again; a name of two that are the same is one, as Oo."""
    return len(each) > 1 and (len(each) == 2 or len(set(each)) > 1)
