"""What a patient's paper says, in words and in order. A template, and every later format, only lays it out."""

from dataclasses import dataclass

from taper_app.wording.curve import Curve

from .blocks import Block


@dataclass(frozen=True)
class Identity:
    """Who a paper is for and which paper it is, in sentences and for the running header; without one before it nothing is
    replaced."""

    name: str
    born: str
    code: str
    revision: str
    replaces: str
    header_replaces: str
    issued: str


@dataclass(frozen=True)
class PieceLine:
    """One kind of piece in words, and what its picture shows: a shape, so many whole ones, and the parts beside them."""

    words: str
    shape: str
    whole: int
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Dose:
    """One drug at one time of day: mg, all its pieces as one phrase, and each kind of piece. `drug` is empty where the plan
    has only one."""

    drug: str
    mg: str
    words: str
    pieces: tuple[PieceLine, ...]


@dataclass(frozen=True)
class Day:
    """A day of the week ("mon") at one time of day: its name, what is taken then, each drug's total of the whole day, and a box
    to tick for each such day of the step. Nothing is "none"."""

    weekday: str
    name: str
    doses: tuple[Dose, ...]
    totals: tuple[tuple[str, str], ...]
    boxes: range


@dataclass(frozen=True)
class Line:
    """What is taken at one time of day: the same every day, or of a week whose days differ each of its `days`.

    No dose and no days is "none". `heading` stands above the days.
    """

    time: str
    doses: tuple[Dose, ...]
    days: tuple[Day, ...] = ()
    heading: str = ""


@dataclass(frozen=True)
class Row:
    """One step: its days in words, its weeks (a box to tick for each), a line for each column, and each drug's total.

    The totals are those of a day; where its days differ it is `by_week`: then those of a week, none where it is shorter, and no
    week has a box, for each day has. `closing` stands in place of the lines of the stop, and below those of a dose without end.
    """

    first: str
    last: str
    days: str
    weeks: range
    lines: tuple[Line, ...]
    by_week: bool
    totals: tuple[tuple[str, str], ...]
    note: str
    closing: str

    @property
    def by_day(self) -> tuple[Line, ...]:
        """The times of day at which its days differ."""
        return tuple(line for line in self.lines if line.days)


@dataclass(frozen=True)
class Needed:
    """What to have at hand of a drug: its products, and how to handle them."""

    drug: str
    words: str


@dataclass(frozen=True)
class Sheet:
    """The whole handout, in one language.

    `dated` runs to the step in force on the day of the next visit, `stay` follows, then `after`; where the clinic so chose,
    nothing is after and there is no curve, or every step is dated.
    `beside` is what is taken, or is not to be taken, beside the plan; it may be empty.
    `by_week` is whether a step has days of the week that differ, `weekly_boxes` whether one has boxes for its weeks, `narrow`
    whether a column is too narrow for a drug beside its dose.
    `printed` is when it was printed and which visit it knows, `next_visit` what the day of `use_until` is; both may be empty.
    `unchecked` says that no clinician who speaks the language has checked it yet, in the language and in English.
    """

    language: str
    unchecked: tuple[str, ...]
    size: str
    title: str
    superseded: str
    identity: Identity
    printed: str
    use_until: str
    next_visit: str
    summary: str
    beside: str
    warning: Block
    needed: tuple[Needed, ...]
    example: str
    by_week: bool
    weekly_boxes: bool
    columns: tuple[str, ...]
    single: bool
    narrow: bool
    span: int
    dated: tuple[Row, ...]
    stay: str
    after: tuple[Row, ...]
    curve: Curve | None
    advice: tuple[tuple[tuple[Block, ...], ...], ...]
    call: str
