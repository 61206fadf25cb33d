"""How a revision stands when a paper of it is made."""

from dataclasses import dataclass
from datetime import date

from taper_app.record import Care, RelapsePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What has become of a revision since it was issued, as its papers say it, and the day on which they are printed.

    `superseded_by` is the number of the revision that has taken its place, `ended` whether the plan is over; then every page says
    so. So it does where the revision or its plan was entered in error (`in_error`), which goes before both: `holds` is then the
    revision in force, None where none is. `marks` say what of the plan was entered in error, for the summary alone.
    `review_on` is the next visit where a later review set another day without changing a dose or a date of the steps.
    `printed_on` is the day of printing, `known_on` that of the last review that the paper knows and `known` its kind: None and ""
    where it is as it was issued. `language` is a code of the table of languages; without it the English of the clinic's market.
    `care` is the care beside the dose as it stands now, for the summary alone; None is as it was issued.
    `public_page` is the address that the code on the handout opens; without one there is no code.
    `checks` are what was done beside the dose, in words, for the summary alone. `relapse_plan` is what
    was last written down with the patient, for the patient's own papers; None where nothing was.
    """

    in_error: bool = False
    holds: int | None = None
    superseded_by: int | None = None
    ended: bool = False
    review_on: date | None = None
    printed_on: date | None = None
    known_on: date | None = None
    known: str = ""
    language: str = ""
    care: tuple[Care, ...] | None = None
    relapse_plan: RelapsePlan | None = None
    marks: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    public_page: str = ""

    @property
    def replaced(self) -> bool:
        """Whether it is in force no more, although its plan may be."""
        return self.in_error or self.superseded_by is not None

    @property
    def over(self) -> bool:
        """Whether nothing of the paper is to be followed any more."""
        return self.replaced or self.ended


AS_ISSUED = Standing()
"""Nothing has become of it, and the paper does not know its own day."""
