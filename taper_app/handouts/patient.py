"""What was issued → the patient's handout.

The first page is for the fridge: what is taken now, what comes next, whom to call. Safe order, for the patient who misses a
visit: the dated steps up to the one in force on the day before the next visit, then "stay on … until we have spoken", then what
is planned after that. A clinic may choose to leave out what comes after ("to-review"), or to have all rows alike ("alike").
"""

from dataclasses import replace
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils import dateformat

from taper_app.engine import text
from taper_app.record import Issued
from taper_app.wording.curve import Curve, draw_curve

from .blocks import Block
from .languages import TAG, day_in_words, said, spoken, unchecked
from .medicine_words import TOO_MUCH, TOO_MUCH_FIRST
from .names import unbroken
from .now_words import CAPTIONS
from .patient_about import About
from .patient_blocks import closed, filled
from .patient_doses import Doses
from .patient_needed import needed
from .patient_now import now
from .patient_rows import rows
from .patient_summary import course, summary, title
from .printing import printed_said, stamp_said, until_words
from .public_words import PUBLIC
from .sheet import Identity, Sheet
from .square import square
from .standing import AS_ISSUED, Standing
from .stay_well import stay_well
from .ticks import ticks
from .words import ADVICE, BIRTHDAY, LANGUAGE, MARKET, SIZE, TEXT, TIMES, WARNING

HEAD_LETTERS = 92
FOOT_LETTERS = 78
"""So many letters of the head, and of the foot beside its number, are one line of a page."""


def patient_handout(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The handout of a revision as one HTML page, ready for `render_pdf`; errors as in `patient_sheet`."""
    sheet = patient_sheet(issued, standing)
    with spoken(sheet.language):
        return render_to_string("handouts/patient.html", {"sheet": sheet, "text": said(TEXT)})


def patient_sheet(issued: Issued, standing: Standing = AS_ISSUED) -> Sheet:
    """What every format of a revision's handout says.

    Raises ValueError as in `printed_products`, NotTranslated as in `spoken`.
    """
    about = About(issued, standing.review_on, None if standing.over else standing.printed_on)
    with spoken(standing.language or LANGUAGE[about.market]):
        sheet = Writer(about).sheet(stamp_said(TEXT, standing), printed_said(standing))
        sheet = replace(sheet, advice=(*sheet.advice, *stay_well(None if standing.replaced else standing.relapse_plan)))
        if standing.over or not standing.public_page:
            return sheet
        return replace(sheet, square=square(standing.public_page), phone=said(PUBLIC))


class Writer:
    """Puts one revision into the words of the language that is spoken; every method answers from what it keeps alone."""

    def __init__(self, about: About) -> None:
        self.about, self.doses = about, Doses(about)

    def sheet(self, stamp: str, printed: str = "") -> Sheet:
        """Everything that the paper says; `stamp` is why it must not be used any more, `printed` as in `printed_said`."""
        about, doses = self.about, self.doses
        dated, after = about.safe_order()
        lines, (until, next_visit) = rows(about, doses), until_words(bool(stamp), about.overdue)
        return Sheet(
            language=str(TAG),
            unchecked=unchecked(),
            size=SIZE[about.clinic.paper_size],
            title=title(about),
            superseded=stamp,
            identity=self.identity(),
            brief=self.brief(
                f"{until.format(date=day_in_words(about.review_on))} {TEXT['call'].format(phone=about.clinic.phone)}."
            ),
            printed=printed,
            use_until=until.format(date=day_in_words(about.review_on)),
            next_visit=str(next_visit),
            now=now(about, doses, over=bool(stamp)),
            summary=summary(about, doses),
            ticks=None if stamp else ticks(about, doses.times()),
            large_ticks=None if stamp else ticks(about, doses.times(), large=True),
            reach=tuple(filled(about, block) for stack in ADVICE[0] for block in stack),
            warning=filled(about, self.warning()),
            needed=needed(about),
            by_week=about.by_week,
            columns=tuple(str(TIMES[time]) for time in doses.times()),
            single=len(about.drugs) == 1,
            narrow=len(doses.times()) > 2,
            span=len(doses.times()) + 1,
            dated=lines[: len(dated)],
            stay=doses.stay(dated[-1] if dated else None) if after else "",
            stay_how="" if about.waits else str(TEXT["stay_how"]),
            after=lines[len(dated) : len(about.printed)],
            curve=self.curve() if about.printed == about.steps else None,
            curve_caption=str(CAPTIONS[course(about)]),
            advice=self.advice(),
            call=TEXT["call"].format(phone=about.clinic.phone),
            danger=TEXT["danger"].format(**MARKET[about.market]),
            closed=unbroken(closed(about)),
            crisis=unbroken(str(MARKET[about.market]["crisis"])),
            dialled=(dialled(about.clinic.phone), dialled("{emergency}".format(**MARKET[about.market]))),
        )

    def identity(self) -> Identity:
        """Who the paper is for and which paper it is."""
        issued, patient, replaces = self.about.issued, self.about.issued.patient, self.about.issued.replaces
        told = {"date": day_in_words(issued.issued_on), "by": issued.issued_by, "clinic": self.about.clinic.name}
        return Identity(
            name=patient.name,
            born=dateformat.format(patient.born_on, str(BIRTHDAY)),
            code=issued.code,
            revision=TEXT["revision"].format(number=issued.number),
            header_replaces=TEXT["header_replaces"].format(number=replaces) if replaces else "",
            issued=TEXT["issued"].format(**told),
        )

    def brief(self, foot: str) -> bool:
        """Whether who and which have room on one line at the head of a page, and its foot on one."""
        who = self.identity()
        said = (who.name, TEXT["born"], who.born, TEXT["plan"], who.code, who.revision, who.header_replaces)
        return sum(len(each) + 2 for each in said if each) <= HEAD_LETTERS and len(foot) <= FOOT_LETTERS

    def warning(self) -> Block:
        """The warnings on the first page; while one medicine takes another's place, how too much of it looks is among them."""
        return replace(WARNING, parts=(*WARNING.parts, TOO_MUCH_FIRST)) if self.about.medicines.crossing else WARNING

    def advice(self) -> tuple[tuple[tuple[Block, ...], ...], ...]:
        """The blocks of advice but whom to call; while one medicine takes another's place, how too much looks is the first."""
        _reach, *others = ADVICE
        pairs = [((TOO_MUCH,),), *others] if self.about.medicines.crossing else others
        return tuple(tuple(tuple(filled(self.about, block) for block in stack) for stack in pair) for pair in pairs)

    def curve(self) -> Curve:
        """The way down: mg of the drug where there is one and all days of a step are alike, else a shape without numbers, for no
        day's mg fits it."""
        drug, *others = self.about.medicines.taken
        single = not others and not any(step.mean for step in self.about.steps)
        points = [(s.starts_on, s.daily_mg.get(drug, Decimal(0)) if single else s.equivalent) for s in self.about.steps]
        first, last = day_in_words(self.about.steps[0].starts_on), day_in_words(self.about.steps[-1].starts_on)
        return draw_curve(
            points,
            ends=(first, last),
            mark=(self.about.review_on, str(TEXT["visit"])),
            scale=text.mg if single else None,
            title=TEXT["curve"].format(start=first, end=last),
            description=str(CAPTIONS[course(self.about)]),
        )


def dialled(phone: str) -> str:
    """A number as a telephone takes it: its figures, with a plus before those of a country; empty where there are none."""
    figures = "".join(sign for sign in phone if sign.isdecimal())
    return f"+{figures}" if figures and phone.lstrip().startswith("+") else figures
