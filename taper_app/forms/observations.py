"""What a visit found: how the patient is, what else is taken, and the red flags.

Only the red flags have to be answered, and in a crossover what shows that too much acts.
"""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.functional import cached_property

from taper_app.engine import load_catalogue, red_flags_of
from taper_app.wording import observed
from taper_app.wording.observed import RED_FLAGS, SUBSTANCES

from . import scores, seen, symptoms
from .before import Before
from .doses import PlainNumberField
from .layout import Div, Part, helper
from .page_form import PageForm
from .so_far import found_so_far
from .texts import LinesField, TextField

NONE_OF_THESE = "none"
PRESSURE = ("systolic", "diastolic", "pulse")
SLEEP = ("sleep_hours", "sleep_latency_min", "bad_nights")
NOTES_CHARACTERS = 4000
IS_A_FLAG = "PHQ-9 item 9 is above “Not at all”: that is a red flag. Tick “{flag}” and not “None of these”, or correct item 9."
ASSESS = "PHQ-9 item 9 is above “Not at all”. Assess the risk of suicide now, then tick that it was done."


class NumberOf(PlainNumberField):
    """A plain number that need not be entered; the sentence names its bounds."""

    def __init__(self, label: str, low: int, high: int, *, places: int = 0, **named: Any) -> None:
        sentence = f"{label}: enter a number from {low} to {high}."
        super().__init__(label=label, low=low, high=high, places=places, sentence=sentence, required=False, **named)


def substance_fields() -> dict[str, forms.Field]:
    """Whether each is taken, and what there is to say about it."""
    answer: dict[str, forms.Field] = {}
    for name, asked in SUBSTANCES.items():
        answer[name] = forms.ChoiceField(
            label=asked.name,
            choices=list(asked.answers.items()),
            required=False,
            widget=forms.RadioSelect({"inline": True}),
            error_messages={"invalid_choice": f"{asked.name}: choose yes, no or not known."},
        )
        answer[f"{name}_note"] = TextField(label=f"{asked.name}: what and how much", required=False, max_length=200)
    return answer


class ObservationsForm(PageForm):
    """Everything that a visit may note beside the dose taken.

    While one medicine goes over to another, and for some time after (`crossing`), what shows that too much acts is asked first.
    """

    asked_words, credit = observed.ASKED, observed.CREDIT  # they stand above PHQ-9 and GAD-7

    red_flags = forms.MultipleChoiceField(
        label="Since the last visit, was there any of these?",
        choices=[*RED_FLAGS.items(), (NONE_OF_THESE, "None of these")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Ask about the red flags: tick those there are, or “None of these”.",
            "invalid_choice": "Tick red flags from the list, or “None of these”.",
        },
    )
    missed_doses = TextField(label="Missed doses", required=False, max_length=200, help_text="Such as: two nights last week.")
    extra_doses = TextField(label="Extra doses", required=False, max_length=200, help_text="Such as: one tablet on Monday.")
    function = NumberOf("Function", 0, 10, help_text="From 0, can do nothing, to 10, can do everything.")
    sleep_hours = NumberOf("Hours slept in a night", 0, 24, places=1)
    sleep_latency_min = NumberOf("Minutes to fall asleep", 0, 600)
    bad_nights = NumberOf("Bad nights in the last 7", 0, 7)
    systolic = NumberOf("Systolic pressure", 50, 260)
    diastolic = NumberOf("Diastolic pressure", 30, 160)
    pulse = NumberOf("Pulse", 20, 220)
    suicide_risk_assessed = forms.BooleanField(label="The risk of suicide was assessed at this visit", required=False)
    notes = LinesField(
        label="Notes",
        required=False,
        max_length=NOTES_CHARACTERS,
        widget=forms.Textarea({"rows": 4}),
        help_text="They are kept with the visit. They are not printed for the patient.",
    )

    def __init__(self, *args: Any, crossing: bool = False, before: Before | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.crossing, self.before = crossing, before or Before()
        self.fields |= seen.boxes(wanted=crossing) | substance_fields() | symptoms.symptom_fields() | scores.score_fields()
        for name, field in self.fields.items():
            field.help_text = " ".join(filter(None, [str(field.help_text), self.before.beside(name)]))

    # How it stands on the page --------------------------------------------------------------------

    @cached_property
    def sections(self) -> dict[str, FormHelper]:
        """The layout of each section, by its name in the template."""
        use = [Div(name, f"{name}_note", css_class="side") for name in SUBSTANCES]
        scales = {id_: helper(self._ratings(*scores.item_names(id_))) for id_ in observed.SCALES}
        return scales | {
            "red_flags": helper("red_flags", *["suicide_risk_assessed"] * self.asks_for_assessment),
            "seen": helper(seen.TOO_MUCH),
            "seen_others": helper(seen.OTHERS),
            "use": helper(Div("missed_doses", "extra_doses", css_class="side"), *use),
            "symptoms": helper(*[self._ratings(*self.near)] * bool(self.near)),
            "symptoms_others": helper(*[self._ratings(*self._others)] * bool(self._others)),
            "wellbeing": helper(Div("function", *SLEEP, css_class="four"), Div(*PRESSURE, css_class="four")),
            "totals": helper(Div(*observed.TOTALS, css_class="four")),
            "notes": helper("notes"),
        }

    def _ratings(self, *names: str) -> Part:
        return Part("reviews/_ratings.html", *names)

    @property
    def asks_for_assessment(self) -> bool:
        """Whether the answers to PHQ-9, as sent, ask for an assessment of the risk of suicide."""
        answer = self.data.get(scores.item_name("phq9", observed.SUICIDE_ITEM))
        return answer in ("1", "2", "3") or bool(self["suicide_risk_assessed"].data)

    @cached_property
    def near(self) -> list[str]:
        """The symptoms that stand in sight: those that were there last time, and those that something was chosen for."""
        return [name for name in _SYMPTOMS if self.before.found([name]) or self._filled(name)]

    @property
    def _others(self) -> list[str]:
        return [name for name in _SYMPTOMS if name not in self.near]

    @property
    def _folded(self) -> dict[str, tuple[str, ...]]:
        return {
            "use": ("missed_doses", "extra_doses", *SUBSTANCES, *(f"{name}_note" for name in SUBSTANCES)),
            "seen": (seen.OTHERS,) if self.crossing else seen.NAMES,
            "symptoms": tuple(_SYMPTOMS),
            "wellbeing": ("function", *SLEEP, *PRESSURE),
            "phq9": tuple(scores.item_names("phq9")),
            "gad7": tuple(scores.item_names("gad7")),
            "totals": tuple(observed.TOTALS),
        }

    def _filled(self, name: str) -> bool:
        return bool(self[name].data or self[name].errors)

    @property
    def opened(self) -> set[str]:
        """The folded sections with something in them, or with something that was found last time."""
        return {part for part, names in self._folded.items() if self.before.found(names) or any(map(self._filled, names))}

    @property
    def last(self) -> dict[str, str]:
        """What earlier visits found of each folded section, in a line; no section of which they found nothing."""
        scales = {id_: self.before.said(id_) for id_ in observed.SCALES}
        folded = self._folded | {"symptoms_others": tuple(self._others)}
        named = ((part, [(self[name].label, self.before.said(name)) for name in names]) for part, names in folded.items())
        lines = {part: "; ".join(f"{label}: {said}" for label, said in known if said) for part, known in named}
        return {part: line for part, line in (lines | scales).items() if line}

    # What was typed → what a review keeps ---------------------------------------------------------

    def clean_red_flags(self) -> list[str]:
        """The flags there are; an empty list where none of them is."""
        flags = self.cleaned_data["red_flags"]
        if NONE_OF_THESE in flags and len(flags) > 1:
            raise forms.ValidationError("Tick either the red flags there are or “None of these”, not both.")
        return [flag for flag in RED_FLAGS if flag in flags]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_notes_of_substances()
        self._clean_pressure()
        seen.refuse(self)
        for scale in observed.SCALES:
            self._clean_scale(scale)
        if flags := red_flags_of([], scores.scores_of(cleaned), load_catalogue()):
            if cleaned.get("red_flags") == []:
                self.add_error("red_flags", IS_A_FLAG.format(flag=RED_FLAGS[flags[0]]))
            if not cleaned.get("suicide_risk_assessed"):
                self.add_error("suicide_risk_assessed", ASSESS)
        return cleaned

    def _clean_notes_of_substances(self) -> None:
        for name, asked in SUBSTANCES.items():
            if self.cleaned_data.get(f"{name}_note") and not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, f"{asked.name}: choose yes, no or not known as well.")

    def _clean_pressure(self) -> None:
        high, low = (self.cleaned_data.get(name) for name in PRESSURE[:2])
        if {"systolic", "diastolic"} & set(self.errors):
            return
        if (high is None) != (low is None):
            missing = "systolic" if high is None else "diastolic"
            self.add_error(missing, "Enter both blood pressures, such as 120 and 80, or neither.")
        elif high is not None and high <= low:
            self.add_error("systolic", "The systolic pressure is the higher of the two. Check both numbers.")

    def _clean_scale(self, scale: str) -> None:
        """Half a scale has no total."""
        names, given = scores.item_names(scale), scores.answered(self.cleaned_data, scale)
        if given and len(given) < len(names) and not set(names) & set(self.errors):
            first = next(name for name in names if self.cleaned_data.get(name) is None)
            self.add_error(first, f"{observed.SCALES[scale].name}: answer all {len(names)} items, or none of them.")

    @property
    def flags(self) -> list[str]:
        """The red flags of a valid form: thoughts of suicide are one wherever they were answered."""
        return red_flags_of(self.cleaned_data["red_flags"], self.observations, load_catalogue())

    @property
    def found(self) -> dict[str, Any]:
        """The observations of a valid form, its red flags among them."""
        return self.observations | {"red_flags": self.flags}

    @property
    def noted(self) -> str:
        """The notes of a valid form."""
        notes: str = self.cleaned_data["notes"]
        return notes.strip()

    @property
    def observations(self) -> dict[str, Any]:
        """The observations of a valid form as a review keeps them: only what was entered."""
        return _kept(self.cleaned_data)

    @property
    def so_far(self) -> dict[str, Any]:
        """What can be read of a form that may be wrong elsewhere, its red flags among them; nothing where nothing was sent."""
        if not self.is_bound:
            return {}
        self.is_valid()
        nothing: dict[str, Any] = {
            name: [] if isinstance(field, forms.MultipleChoiceField) else None for name, field in self.fields.items()
        }
        kept = _kept(nothing | self.cleaned_data)
        half = {id_ for id_, scale in observed.SCALES.items() if len(kept.get(id_, scale.items)) < len(scale.items)}
        whole = {name: value for name, value in kept.items() if name not in half}
        return whole | {"red_flags": found_so_far(self.data)["red_flags"]}


def _kept(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """The observations of what was sent as a review keeps them: only what was entered."""
    texts = {name: cleaned[name] for name in ("missed_doses", "extra_doses") if cleaned[name]}
    found = symptoms.symptoms_of(cleaned)
    return (
        texts
        | seen.seen_of(cleaned)
        | _substances(cleaned)
        | ({"symptoms": found} if found else {})
        | {name: int(cleaned[name]) for name in NUMBERS if cleaned[name] is not None}
        | ({} if cleaned["sleep_hours"] is None else {"sleep_hours": format(cleaned["sleep_hours"], "f")})
        | scores.scores_of(cleaned)
        | ({"suicide_risk_assessed": True} if cleaned["suicide_risk_assessed"] else {})
    )


_SYMPTOMS = list(map(symptoms.name, observed.SYMPTOMS))
NUMBERS = ("function", "sleep_latency_min", "bad_nights", *PRESSURE)


def _substances(cleaned: Mapping[str, str]) -> dict[str, str]:
    names = [each for name in SUBSTANCES for each in (name, f"{name}_note")]
    return {name: cleaned[name] for name in names if cleaned[name]}
