"""Whom a search finds, by name, identifier and date of birth: as it is typed, or spelled nearly so. Nothing is written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db.models import Exists, OuterRef, Q, QuerySet

from taper_app.chart.cut import sizes_of
from taper_app.chart.names import LEAST_LETTERS, as_one, one_letter_off, sound, words
from taper_app.models import Clinic, Patient, Plan, SearchWord
from taper_app.models.bytewise import HIGHEST
from taper_app.models.patient import LISTED

MISREAD = frozenset("0O1ILU")
"""What no code has, for it would be misread on paper."""
CODE_LETTERS = 8
NOBODY = Q(pk__in=[])
FROM_END = "<"
MOST_FOUND = 1000
"""Patients whom a search lists: who finds more types more."""
MOST_COUNTED = 20_000
"""Words that are counted to begin with the rarest of what was typed."""


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


def kept_words(name: str, identifier: str) -> list[tuple[str, str]]:
    """The same with the identifier from its end, as it is kept: so its last figures are a beginning too."""
    return search_words(name, identifier) + [(each, each) for each in [from_end(identifier)] if each]


def from_end(identifier: str) -> str:
    """The identifier read backwards, marked so that no name is taken for it; empty where nothing of it could be searched."""
    return FROM_END + as_one(identifier)[::-1] if as_one(identifier) else ""


# Whom it finds -----------------------------------------------------------------------------------


def fits(clinic: Clinic, sought: Sought) -> list[int]:
    """The rows of those of whom each word begins one of the patient's; or whose identifier has the text in it; or who were born
    on the date. At most one more than MOST_FOUND; each way is a range of an index, however large the clinic is.

    Within an identifier a text with a figure is looked for only where nobody is found in another way.
    """
    if sought.dated:
        return born(clinic, sought, beginning)
    ways = [*whole_text(clinic, sought.text), named(clinic, sought.text, beginning), born(clinic, sought)]
    found = list(dict.fromkeys(chain(*ways)))[: MOST_FOUND + 1]
    within = "".join(sought.text.split())
    if found or not any(map(str.isdigit, within)):
        return found
    return list(of_clinic(clinic, Q(identifier__icontains=within)))


def nearly_fits(clinic: Clinic, sought: Sought) -> list[int]:
    """The rows of those of whom each word is like one of the patient's: it begins it, or is a letter off, or sounds the same."""
    if sought.dated:
        return born(clinic, sought, like)
    return list(dict.fromkeys([*named(clinic, sought.text, like), *born(clinic, sought)]))[: MOST_FOUND + 1]


def identified(clinic: Clinic, sought: Sought) -> Patient | None:
    """The patient whose whole identifier was typed, and who alone has it as a word: found by an index, however large the clinic
    is. None where a date stands beside it, which then has to fit too."""
    whole = as_one(sought.text)
    if not whole or sought.dated:
        return None
    known = clinic.patients.filter(Q(search_words__word=whole, search_words__clinic=clinic), entered_in_error=False)
    found = list(known.order_by("pk")[:2])
    return found[0] if len(found) == 1 and as_one(found[0].identifier) == whole else None


def whole_text(clinic: Clinic, text: str) -> Iterator[list[int]]:
    """Who has a word, or an identifier, that begins with all of the text, or an identifier that ends with it."""
    if whole := as_one(text):
        yield of_words(clinic, *beginning(whole))
        yield of_words(clinic, *beginning(from_end(text)))


def named(clinic: Clinic, text: str, by: Callable[[str], list[Q]]) -> list[int]:
    """Of each word that was typed there is one of the patient's that fits `by`; who has the rarest of them is looked at."""
    typed = list(dict.fromkeys(filter(None, map(as_one, text.split()))))
    if len(typed) > 1:
        asked = [(word, fitting) for word in typed for fitting in by(word)]
        sizes = sizes_of(clinic, [clinic.search_words.filter(fitting) for _, fitting in asked], MOST_COUNTED)
        having = {word: sum(size for (each, _), size in zip(asked, sizes, strict=True) if each == word) for word in typed}
        typed.sort(key=having.__getitem__)
    others = [has_word("patient", any_of(by(word))) for word in typed[1:]]
    return [pk for word in typed[:1] for fitting in by(word) for pk in of_words(clinic, fitting, *others)]


def of_words(clinic: Clinic, *fitting: Q) -> list[int]:
    """Who has a word that fits, in the order of the words: a range of one index, so that the same are listed each time."""
    found = clinic.search_words.filter(*fitting).order_by("word", "patient").values_list("patient", flat=True)
    return list(dict.fromkeys(found[: MOST_FOUND + 1]))


def has_word(patient: str, fitting: Q) -> Q:
    """Inside a query that has a `patient`: that the patient has such a word."""
    return Q(Exists(SearchWord.objects.filter(fitting, patient=OuterRef(patient))))


def born(clinic: Clinic, sought: Sought, by: Callable[[str], list[Q]] | None = None) -> list[int]:
    """Who was born on one of the days; with `by` of these only whom the text fits too."""
    if not sought.days:
        return []
    known = Q(born_on__in=sought.days)
    return list(of_clinic(clinic, known & text_fits(sought.text, by) if by else known))


def text_fits(text: str, by: Callable[[str], list[Q]]) -> Q:
    """Inside a query for patients: that the text fits the patient in one of the ways."""
    typed = [word for word in map(as_one, text.split()) if word]
    if not typed:
        return NOBODY
    each = Q(*(has_word("pk", any_of(by(word))) for word in typed))
    if by is like:
        return each
    return each | has_word("pk", any_of(beginning(as_one(text)))) | Q(identifier__icontains="".join(text.split()))


def of_clinic(clinic: Clinic, fitting: Q) -> QuerySet[Patient, int]:
    """The patients of the clinic for whom this holds."""
    return clinic.patients.filter(fitting, LISTED).order_by().values_list("pk", flat=True)[: MOST_FOUND + 1]


def beginning(word: str) -> list[Q]:
    """Words that begin so."""
    return [Q(word__gte=word, word__lt=word + HIGHEST)]


def like(word: str) -> list[Q]:
    """Words that begin so, are a letter off or sound the same, each a question of its own, or SQLite would read every word for
    the three; of a short word only those that begin so."""
    if len(word) < LEAST_LETTERS:
        return beginning(word)
    return [*beginning(word), Q(word__in=one_letter_off(word)), Q(sound=sound(word))]


def any_of(ways: list[Q]) -> Q:
    """One of these holds."""
    return Q(*ways, _connector=Q.OR)


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
