"""Facts about columns: those that the database itself holds to, and what a text may hold."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from taper_app.engine import MOST_MONTHS, WEEKDAYS
from taper_app.printable import unprintable

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def filled(*fields: str) -> list[models.BaseConstraint]:
    """A constraint for each field: it is never the empty text."""
    return [models.CheckConstraint(condition=~Q(**{field: ""}), name=f"%(class)s_{field}_filled") for field in fields]


def one_of(field: str, values: Sequence[object]) -> models.CheckConstraint:
    """A constraint: the field holds one of these values."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=f"%(class)s_{field}_known")


def code(field: str, longest: int = 8, *, may_be_empty: bool = False) -> models.CheckConstraint:
    """A constraint: the field holds two to so many signs with no space and no capital, as codes of markets and decisions have.

    Which of them there are is said where the code is, so that a new one changes no column. It is written without a regular
    expression: SQLite alone knows none, and a copy of the database could not be filled by its own tools.
    """
    formed = Q(
        GreaterThanOrEqual(Length(field), 2),
        LessThanOrEqual(Length(field), longest),
        Q(**{field: Lower(field)}),
        ~Q(**{f"{field}__contains": " "}),
    )
    condition = formed | Q(**{field: ""}) if may_be_empty else formed
    return models.CheckConstraint(condition=condition, name=f"%(class)s_{field}_formed")


def within(field: str, low: object, high: object) -> models.CheckConstraint:
    """A constraint: the field is not under `low` and not over `high`."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__range": (low, high)}),
        name=f"%(class)s_{field}_range",
        violation_error_message=f"The {field.replace('_', ' ')} must be from {low} to {high}.",
    )


time_zones = cache(available_timezones)
"""Their names, read from their files once: there are hundreds of files."""


def known_time_zone(name: str) -> None:
    """Raises ValidationError for a name that is not in the time zone database."""
    if name not in time_zones():
        raise ValidationError(f"{name!r} is not a time zone: write it like Europe/London or America/New_York.")


def months_in_order(months: object) -> None:
    """Raises ValidationError for anything but whole months within a year, each later than the one before."""
    known = months if isinstance(months, list) else [0]
    if any(type(each) is not int or not 1 <= each <= MOST_MONTHS for each in known) or known != sorted(set(known)):
        raise ValidationError(f"Months are whole numbers from 1 to {MOST_MONTHS}, each higher than the one before.")


def weekdays_in_order(names: object) -> None:
    """Raises ValidationError for anything but one day of the week or more, in their order."""
    known = [each for each in WEEKDAYS if isinstance(names, list) and each in names]
    if not known or known != names:
        raise ValidationError("One or more days of the week, in their order.")


def days_in_order(days: object) -> None:
    """Raises ValidationError for anything but ISO dates, each later than the one before."""
    known = days if isinstance(days, list) else [""]
    if any(not isinstance(each, str) or not ISO_DAY.fullmatch(each) for each in known) or known != sorted(set(known)):
        raise ValidationError("Days are ISO dates, each later than the one before.")


def dose() -> "models.DecimalField[Decimal, Decimal]":
    """One drug at one time of day, in mg."""
    return models.DecimalField(max_digits=8, decimal_places=4, default=Decimal(0))


# Text that can be read --------------------------------------------------------------------------

UNSEEN = "{where} stands a character that nobody can see on a page or on paper ({which}). Delete it, or type this by hand."
UNPRINTED = "{where} stands a character that no font here can print ({which}). Write this in letters that can be printed."
NOTHING_TO_SEE = "Nothing of this could be read on a page or on paper. Enter letters or figures."
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc"  # letters and marks by name that are drawn as nothing
UNNAMED = re.compile("[\u2065\ufff0-\ufff8\ufdd0-\ufdef\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]")  # ignored when drawn
SELECTORS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # choose the shape of the letter before
DRAWN_FORMATS = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")  # signs below numbers
CURSIVE = ("ARABIC ", "SYRIAC ", "MONGOLIAN ", "NKO ")  # scripts whose words need a non-joiner: Persian, Kurdish, Urdu
NON_JOINER, JOINER, VIRAMA = "\u200c", "\u200d", 9
AROUND = 12


def refuse_unseen(text: str, *, lines: bool = False, named: bool = False) -> None:
    """Raises ValidationError for text in which something is not seen, or turns round what is: it would be read otherwise than it
    was typed, or as nothing. A `named` thing shows at least one letter or figure, any other text at least one sign.

    Refused are control, format and direction characters, separators of lines (but a new line and a tab where there may be
    several `lines`), fillers, tags, private and lone half characters, and what no font of this machine has: on paper it is an
    empty box. Any other script, mark and emoji passes, and so do the joiners where a script needs them: after a virama, and a
    non-joiner between Arabic letters (RFC 5892, appendix A), a joiner between a ra and a virama (Bengali and Kannada; The Unicode
    Standard, chapter 12), between emoji, and a variation selector after what it selects.
    """
    for at, character in enumerate(text):
        if not _is_seen(text, at) and not (lines and character in "\t\n\r"):
            raise ValidationError(UNSEEN.format(where=_where(text, at), which=_which(character)), code="unseen")
    for character in unprintable(text):
        where = _where(text, text.index(character))
        raise ValidationError(UNPRINTED.format(where=where, which=_which(character)), code="unseen")
    shown = {unicodedata.category(each)[0] for each in text if not SELECTORS.match(each)}
    if (text if named else text.strip()) and not shown & (set("LN") if named else set("LNPS")):
        raise ValidationError(NOTHING_TO_SEE, code="unseen")


def _is_seen(text: str, at: int) -> bool:
    character, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    kind = unicodedata.category(character)
    if character in (NON_JOINER, JOINER):
        return _joins(character, before, after)
    if SELECTORS.match(character):
        return bool(before) and unicodedata.category(before)[0] in "LNPS" and before not in BLANK
    if character in BLANK or UNNAMED.match(character) or ord(character) & 0xFFFE == 0xFFFE:
        return False
    return kind not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") or bool(DRAWN_FORMATS.match(character))


def _joins(joiner: str, before: str, after: str) -> bool:
    """Whether a joiner stands where a script needs it."""
    if before and unicodedata.combining(before) == VIRAMA:
        return True
    if joiner == JOINER and after and unicodedata.combining(after) == VIRAMA:
        return " LETTER RA" in unicodedata.name(before or " ", "")
    if joiner == NON_JOINER:
        return _is_cursive(before) and _is_cursive(after)
    return _is_emoji(before) and _is_emoji(after)


def _is_cursive(character: str) -> bool:
    return bool(character) and unicodedata.name(character, "").startswith(CURSIVE) and unicodedata.category(character)[0] in "LM"


def _is_emoji(character: str) -> bool:
    return bool(character) and (unicodedata.category(character) == "So" or character in "\ufe0f🏻🏼🏽🏾🏿")


def _where(text: str, at: int) -> str:
    before = " ".join(text[max(at - AROUND, 0) : at].split())
    return f"After “{before}”" if before else "At the beginning"


def _which(character: str) -> str:
    """The character by its number, and by its name where it has one."""
    return " ".join(filter(None, [f"U+{ord(character):04X}", unicodedata.name(character, "").lower()]))


def refuse_unseen_in(value: object) -> None:
    """The same of every text in what a JSON column keeps."""
    if isinstance(value, str):
        refuse_unseen(value, lines=True)
    elif isinstance(value, Mapping | list | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            refuse_unseen_in(each)


class Written(models.Model):
    """What people write into: each of its texts is asked whether it can be read before it is kept."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        faults = {}
        for field in self._meta.concrete_fields:
            if not isinstance(field, models.CharField | models.TextField) or field.attname in getattr(self, "FOLLOWS", ()):
                continue
            lines = isinstance(field, models.TextField)
            try:
                refuse_unseen(getattr(self, field.attname), lines=lines, named=not (lines or field.blank or field.choices))
            except ValidationError as error:
                faults[field.name] = error
        if faults:
            raise ValidationError(faults)
