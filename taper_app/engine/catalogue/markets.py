"""Where products are sold and doses licensed, and what such a country does differently."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Threshold:
    """A dose in mg diazepam a day above which a rule speaks; `origin` is how its remark calls it."""

    mg: Decimal
    origin: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Keep:
    """How long a record is kept: years after the last entry, or after a death, and that of young people until an age, and where
    that age is from."""

    years: int
    after_death: int
    until_age: int
    age_from: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Market:
    """A country: its papers are in this `english` and start with this size, their weeks with the day `week_begins`;
    `emergency` calls an ambulance.

    `night_line` is for when a clinic is closed, "" where the country has none; so is `register`, the register of
    what is dispensed. `crisis` and `driving` are sentences of the
    patient's papers. `tables` are the equivalence tables shown first, `bands` the preset whose bands of mg are usual, "" where
    none are, and `thresholds` those that its guidance has, by the rule that asks.
    `keep` says how long records are kept. `boxes` are words of our names of forms, each
    with what stands on a box in its place.
    """

    id: str
    name: str
    english: str
    paper_size: str
    week_begins: str
    emergency: str
    night_line: str
    register: str
    crisis: str
    driving: str
    tables: tuple[str, ...]
    thresholds: Mapping[str, Threshold] = field(hash=False)
    bands: str
    keep: Keep
    boxes: Mapping[str, str] = field(hash=False)
    evidence: str

    def on_the_box(self, form: str) -> str:
        """A form as the label on a box calls it here: "extended-release tablet"."""
        for ours, theirs in self.boxes.items():
            form = form.replace(ours, theirs)
        return form
