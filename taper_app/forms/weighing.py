"""What is weighed with a patient before a first plan. Only what comes of it has to be answered."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property

from taper_app.engine import Weighed as Row
from taper_app.engine import load_care, load_catalogue
from taper_app.models import MOST_READY, Weighing
from taper_app.models.weighing import Weighed

from .dates import DateField
from .observations import NumberOf
from .page_form import PageForm
from .texts import LinesField, TextField

WORDS_CHARACTERS, HELPER_CHARACTERS = 120, 60  # so that the sheet stays on one page
CONCLUDE = "Choose what came of it, also where that is “Not decided yet”."
WHEN = "Choose the day on which to ask again."
TOO_EARLY = "The day on which to ask again is today or past. Choose a later one."
NOT_ASKED = "A taper is planned, so there is nothing to ask again. Clear this day."
SAID_HINTS = {
    "wants": "In their own words. It is printed on the sheet.",
    "fears": "In their own words. It is printed on the sheet.",
    "own_words": "Why that number, and not a lower one?",
}


def words(label: str, name: str) -> LinesField:
    """What a patient says, in a few lines."""
    hint, widget = SAID_HINTS[name], forms.Textarea({"rows": 2})
    return LinesField(label=label, help_text=hint, required=False, max_length=WORDS_CHARACTERS, widget=widget)


def ticks(label: str) -> forms.MultipleChoiceField:
    """Reasons to tick, of those that are not known already."""
    wrong = {"invalid_choice": "Tick reasons from the list."}
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, error_messages=wrong)


class Said(NamedTuple):
    """A reason or a place: its id and name, what guidelines say of it, and the title of that source."""

    id: str
    name: str
    words: str
    source: str


class Column(NamedTuple):
    """One side: its field, the ticks with what is said of each, and what is known already."""

    field: forms.BoundField
    options: list[tuple[Any, Said]]
    known: list[Said]


def told(row: Row) -> Said:
    """What a page says of it."""
    return Said(row.id, row.name, row.says.words, load_catalogue().sources[row.says.source].title)


class WeighingForm(PageForm):
    """What speaks for and against, what the patient says, who helps, where, and what came of it.

    `known` are the reasons that the record has already: they are not asked again, and count.
    """

    speaks_for = ticks("What speaks for a taper")
    speaks_against = ticks("What speaks against beginning now")
    wants = words("What the patient wants", "wants")
    fears = words("What the patient fears", "fears")
    readiness = NumberOf("Readiness", 0, MOST_READY, help_text=f"From 0, not at all, to {MOST_READY}, ready to begin.")
    own_words = words("In the patient’s own words", "own_words")
    helper = TextField(
        label="Who helps", required=False, max_length=HELPER_CHARACTERS, help_text="Such as: her daughter, every evening."
    )
    setting = forms.ChoiceField(
        label="Where",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the places."},
    )
    conclusion = forms.ChoiceField(
        label="What came of it",
        choices=Weighing.Conclusion.choices,
        widget=forms.RadioSelect({"inline": True}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), CONCLUDE),
    )
    ask_again_on = DateField(label="Ask again on", required=False, example="4 1 2027")

    def __init__(self, data: QueryDict | None, *, before: Weighed | None, known: Collection[str], today: date) -> None:
        self.known, self.today = set(known), today
        super().__init__(data, initial=dict(before or {}) | dict.fromkeys(SIDES, before["reasons"] if before else []))
        for name, side in SIDES.items():
            asked = [each for each in load_care().weighed_on(side) if each.id not in self.known]
            self.choice(name).choices = [(each.id, each.name) for each in asked]
        settings = load_care().weighed_on("setting")
        self.choice("setting").choices = [(each.id, each.name) for each in settings]

    @cached_property
    def columns(self) -> list[Column]:
        """What speaks for it and what against."""
        sides = ((self[name], self.options(name), load_care().weighed_on(side)) for name, side in SIDES.items())
        return [Column(field, options, [told(each) for each in all_ if each.id in self.known]) for field, options, all_ in sides]

    def options(self, name: str) -> list[tuple[Any, Said]]:
        """Each tick or choice of a field with what is said of it."""
        return [(option, told(load_care().weighed[option.data["value"]])) for option in self[name]]

    @property
    def settings(self) -> list[tuple[Any, Said]]:
        """The places, each with what is said of it."""
        return self.options("setting")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        conclusion, again = cleaned.get("conclusion"), cleaned.get("ask_again_on")
        if not conclusion or "ask_again_on" in self.errors:
            return cleaned
        if conclusion == Weighing.Conclusion.TAPER:
            if again:
                self.add_error("ask_again_on", NOT_ASKED)
        elif again is None:
            self.add_error("ask_again_on", WHEN)
        elif again <= self.today:
            self.add_error("ask_again_on", TOO_EARLY)
        return cleaned

    @property
    def weighed(self) -> Weighed:
        """What a valid form says, as actions.weighings takes it: with what is known already."""
        cleaned = self.cleaned_data
        ticked = {*cleaned["speaks_for"], *cleaned["speaks_against"], *self.known}
        readiness = cleaned["readiness"]
        return Weighed(
            reasons=[each for each in load_care().weighed if each in ticked],
            wants=cleaned["wants"].strip(),
            fears=cleaned["fears"].strip(),
            readiness=None if readiness is None else int(readiness),
            own_words=cleaned["own_words"].strip(),
            helper=cleaned["helper"],
            setting=cleaned["setting"],
            conclusion=cleaned["conclusion"],
            ask_again_on=cleaned["ask_again_on"],
        )


SIDES = {"speaks_for": "for", "speaks_against": "against"}
