"""Whom a search finds, by name, identifier and date of birth: as it is typed, or spelled nearly so. Nothing is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from taper_app.chart.names import LEAST_LETTERS, as_one, one_letter_off, sound, words
from taper_app.models import Clinic, Patient, Plan

MISREAD = frozenset("0O1ILU")
"""What no code has, for it would be misread on paper."""
CODE_LETTERS = 8
NOBODY = Q(pk__in=[])


@dataclass(frozen=True)
class Sought:
    """What was typed to find somebody: a text, and the dates of birth that stand in it or that it may mean.

    Where a date was typed beside the text (`dated`) both have to fit, else either does.
    """

    text: str
    days: tuple[date, ...] = ()
    dated: bool = False


def search_words(name: str, identifier: str) -> list[tuple[str, str]]:
    """The words that a patient is found by, each with its sound: those of the name, as one those that only a sign parts, and the
    identifier, which sounds as it is."""
    named = {*words(name), *map(as_one, name.split()), *map(as_one, name.split(","))} - {""}
    return [(word, sound(word)) for word in sorted(named)] + [(each, each) for each in [as_one(identifier)] if each]


def fits(clinic: Clinic, sought: Sought) -> Q:
    """Each word begins one of the patient's; or the text is in the identifier; or a date is the date of birth."""
    whole = as_one(sought.text)
    begun = of_words(clinic, Q(word__startswith=whole)) if whole else NOBODY
    identified = Q(identifier__icontains="".join(sought.text.split())) if sought.text else NOBODY
    return with_days(named(clinic, sought, beginning) | begun | identified, sought)


def identified(clinic: Clinic, sought: Sought) -> Patient | None:
    """The patient whose whole identifier was typed, and who alone has it as a word: found by an index, however large the clinic
    is. None where a date stands beside it, which then has to fit too."""
    whole = as_one(sought.text)
    if not whole or sought.dated:
        return None
    known = clinic.patients.filter(of_words(clinic, Q(word=whole)), entered_in_error=False)
    found = list(known.order_by("pk")[:2])
    return found[0] if len(found) == 1 and as_one(found[0].identifier) == whole else None


def nearly_fits(clinic: Clinic, sought: Sought) -> Q:
    """Each word is like one of the patient's: it begins it, or is a letter off, or sounds the same."""
    return with_days(named(clinic, sought, like), sought)


def named(clinic: Clinic, sought: Sought, by: Callable[[str], Q]) -> Q:
    """Of each word that was typed there is one of the patient's that fits `by`."""
    typed = [word for word in map(as_one, sought.text.split()) if word]
    return Q(*(of_words(clinic, by(word)) for word in typed)) if typed else NOBODY


def of_words(clinic: Clinic, fitting: Q) -> Q:
    """Who has a word that fits."""
    return Q(pk__in=clinic.search_words.filter(fitting).values("patient"))


def with_days(text: Q, sought: Sought) -> Q:
    """The text, and beside it or instead of it the dates of birth."""
    born = Q(born_on__in=sought.days)
    return text & born if sought.dated else text | born


def beginning(word: str) -> Q:
    """Words that begin so."""
    return Q(word__startswith=word)


def like(word: str) -> Q:
    """Words that begin so, are a letter off or sound the same; of a short word only those that begin so."""
    if len(word) < LEAST_LETTERS:
        return beginning(word)
    return beginning(word) | Q(word__in=one_letter_off(word)) | Q(sound=sound(word))


def is_whole(patient: Patient, sought: Sought) -> bool:
    """Whether what was typed is all of something of the patient: whole words of the name, the identifier or the date of birth."""
    born = patient.born_on in sought.days
    mine = {word for word, _ in search_words(patient.name, patient.identifier)}
    typed = [word for word in map(as_one, sought.text.split()) if word]
    text = bool(typed) and (mine.issuperset(typed) or as_one(sought.text) in mine)
    return text and born if sought.dated else text or born


# The code of a plan, as it stands on the patient's paper -------------------------------------------


def code_letters(text: str) -> str:
    """The eight letters and figures of what may be meant as a code, whatever parts them; else empty."""
    letters = as_one(text).upper()
    return letters if len(letters) == CODE_LETTERS and letters.isascii() else ""


def plan_by_code(clinic: Clinic, text: str) -> Plan | None:
    """The clinic's plan of this code, with blanks or small letters or without its hyphen too."""
    letters = code_letters(text)
    code = f"{letters[:4]}-{letters[4:]}"
    return Plan.objects.filter(patient__clinic=clinic, code=code).first() if letters else None


def misread(text: str) -> list[str]:
    """The letters and figures in what may be meant as a code that no code has."""
    return [each for each in dict.fromkeys(code_letters(text)) if each in MISREAD]
