"""What a patient's paper says, in words and in order. A template, and every later format, only lays it out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from taper_app.wording.curve import Curve

from .blocks import Block
from .pictures import Drawing
from .square import Square
from .ticks import Ticks


@dataclass(frozen=True)
class Identity:
    """Who a paper is for and which paper it is, in sentences and for the running header; without one before it nothing is
    replaced."""

    name: str
    born: str
    code: str
    revision: str
    header_replaces: str
    issued: str


@dataclass(frozen=True)
class PieceLine:
    """One kind of piece in words, its picture (none of a dose that no pieces make), and the parts that it is where it is less
    than a whole one."""

    words: str
    drawing: Drawing | None = None
    parts: tuple[str, ...] = ()


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
    """A day of the week ("mon") at one time of day: its name, in full and `short`, what is taken then, and each drug's total of
    the whole day. Nothing is "none"."""

    weekday: str
    name: str
    short: str
    doses: tuple[Dose, ...]
    totals: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """What is taken at one time of day ("night", and its name): the same every day, or of a week whose days differ each of its
    `days`.

    No dose and no days is "none". `heading` stands above the days.
    """

    time: str
    at: str
    doses: tuple[Dose, ...]
    days: tuple[Day, ...] = ()
    heading: str = ""


@dataclass(frozen=True)
class Row:
    """One step: its name in a page ("step-3"), its days in words, a line for each column, and each drug's total.

    The totals are those of a day; where its days differ it is `by_week`: then those of a week, none where it is shorter. `only`
    is its drug where the plan has several and it has one. `closing` stands in place of the lines of the stop, and below those of
    a dose without end. `grid_days` are the times at which days differ, for a grid: of what is only planned, or has
    several times of day, days that are alike are one.
    """

    id: str
    first: str
    last: str
    days: str
    lines: tuple[Line, ...]
    by_week: bool
    totals: tuple[tuple[str, str], ...]
    note: str
    closing: str
    only: str
    grid_days: tuple[Line, ...]


@dataclass(frozen=True)
class Needed:
    """What to have at hand of a drug: its products, and how to handle them."""

    drug: str
    words: str


@dataclass(frozen=True)
class Now:
    """The box on top: what is taken now or from a day on, as a row has it, with the words that stand above and below.

    `before` is what is taken until then, `to` the last day of it, `total` the whole day or week; each may be empty. `stops` are
    the medicines that are taken no more, `notes` what else is to know, `next` what comes after it and when. `grouped` are the
    times of day at which days differ, days alike as one, where there is no room for a strip of the days.
    """

    heading: str
    before: str
    lines: tuple[Line, ...]
    grouped: tuple[Line, ...]
    by_week: bool
    closing: str
    total: str
    to: str
    stops: tuple[str, ...]
    notes: tuple[str, ...]
    next: tuple[str, ...]

    @property
    def alike(self) -> tuple[Line, ...]:
        """The times of day that are the same every day."""
        return tuple(line for line in self.lines if not line.days)

    @property
    def strips(self) -> tuple[Line, ...]:
        """The times of day at which days differ, where there is room for a strip of them."""
        return () if self.grouped else tuple(line for line in self.lines if line.days)


@dataclass(frozen=True)
class Sheet:
    """The whole handout, in one language.

    `now` stands on the first page with the `summary` of where the plan goes and with whom to `reach`; `ticks` are boxes for what
    was taken. `dated` runs to the step in force on the day before the next visit, `stay` and `stay_how` follow, then `after`;
    where the clinic so chose, nothing is after and there is no curve, or every step is dated.
    `by_week` is whether a step has days of the week that differ, `narrow` whether a column is too narrow for a drug beside its
    dose.
    `brief` is whether who and which fit on one line at the head of a page, and its foot on one.
    `printed` is when it was printed and which visit it knows, `next_visit` what the day of `use_until` is; both may be empty.
    `closed` is whom to call by night, `crisis` in despair.
    `dialled` are the numbers of `call` and of `danger` as a telephone takes them.
    `square` is the code that opens the paper as a web page, where it has one, and `phone` what stands beside it.
    `unchecked` says that no clinician who speaks the language has checked it yet, in the language and in English.
    """

    language: str
    unchecked: tuple[str, ...]
    size: str
    brief: bool
    title: str
    superseded: str
    identity: Identity
    printed: str
    use_until: str
    next_visit: str
    now: Now
    summary: str
    warning: Block
    reach: tuple[Block, ...]
    ticks: Ticks | None
    large_ticks: Ticks | None
    needed: tuple[Needed, ...]
    by_week: bool
    columns: tuple[str, ...]
    single: bool
    narrow: bool
    span: int
    dated: tuple[Row, ...]
    stay: str
    stay_how: str
    after: tuple[Row, ...]
    curve: Curve | None
    curve_caption: str
    advice: tuple[tuple[tuple[Block, ...], ...], ...]
    call: str
    danger: str
    closed: str
    crisis: str
    dialled: tuple[str, str]
    square: Square | None = None
    phone: Mapping[str, str] = field(default_factory=dict)

    @property
    def beside(self) -> bool:
        """Whether the total of a planned day has room beside its doses."""
        return len(self.columns) == 1 and not self.by_week
