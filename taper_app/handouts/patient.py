"""What was issued → the patient's handout.

Safe order, for the patient who misses a visit: the dated steps up to the one in force on the day of the next visit, then
"stay on … until we have spoken", then what is planned after that, with nothing to tick. A clinic may choose to leave out what
comes after ("to-review"), or to have all rows alike ("alike").
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from django.template.loader import render_to_string
from django.utils import dateformat
from django.utils.text import capfirst

from taper_app.engine import Piece, Step, StepDose, text
from taper_app.record import Issued
from taper_app.wording.curve import Curve, draw_curve
from taper_app.wording.products import printed_products

from .blocks import Block, Part
from .dose_words import piece_in_words, product_in_words
from .handling import handling, other_names
from .languages import TAG, day_in_words, joined, said, spoken, unchecked
from .medicine_words import TOO_MUCH
from .medicines import Medicines
from .printing import printed_said, until_words
from .sheet import Dose, Identity, Needed, PieceLine, Row, Sheet
from .standing import AS_ISSUED, Standing
from .words import ADVICE, AT, BIRTHDAY, LANGUAGE, MARKET, NARROW, SIZE, TEXT, TIMES, WARNING

PICTURED_PARTS = {Decimal("0.25"): ("quarter",), Decimal("0.5"): ("half",), Decimal("0.75"): ("half", "quarter")}


def patient_handout(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The handout of a revision as one HTML page, ready for `render_pdf`; errors as in `patient_sheet`."""
    sheet = patient_sheet(issued, standing)
    with spoken(sheet.language):
        return render_to_string("handouts/patient.html", {"sheet": sheet, "text": said(TEXT)})


def patient_sheet(issued: Issued, standing: Standing = AS_ISSUED) -> Sheet:
    """What every format of a revision's handout says.

    Raises ValueError as in `printed_products`, NotTranslated as in `spoken`.
    """
    number, ended = standing.superseded_by, standing.ended
    writer = Writer(issued, standing.review_on, None if number or ended else standing.printed_on)
    with spoken(standing.language or LANGUAGE[writer.market]):
        stamp = TEXT["superseded"].format(number=number) if number else str(TEXT["ended"]) if ended else ""
        return writer.sheet(stamp, printed_said(standing))


def patient_date(day: date, market: str) -> str:
    """A day as a patient reads it in the English of this market: Monday 4 January 2027; Monday, January 4, 2027."""
    with spoken(LANGUAGE[market]):
        return day_in_words(day)


class Writer:
    """Puts one revision into the words of the language that is spoken; every method answers from what it keeps alone."""

    def __init__(self, issued: Issued, review_on: date | None = None, printed_on: date | None = None) -> None:
        self.issued = issued
        self.clinic = issued.clinic
        self.market = issued.clinic.market
        self.schedule = issued.schedule
        self.steps = self.steps_to_come()
        self.products = printed_products(issued)
        self.review_on = review_on or issued.review_on
        self.told_on = max(issued.issued_on, printed_on or issued.issued_on)
        self.overdue = printed_on is not None and self.review_on < printed_on
        self.medicines = Medicines(issued, self.steps)
        self.drugs = self.medicines.drugs
        self.printed = self.safe_order()[0] if self.clinic.handout_rows == "to-review" else self.steps

    # The whole ---------------------------------------------------------------------------------------

    def steps_to_come(self) -> tuple[Step, ...]:
        """The steps that are not over on the day of issue: what was taken before is nothing to follow any more.

        A stop has the step before it with it, as it says what is taken no more.
        """
        steps = self.schedule.steps
        running = self.schedule.in_force(self.issued.issued_on) or steps[0]
        return steps[steps.index(running) - (running.kind == "stop" and len(steps) > 1) :]

    def sheet(self, stamp: str, printed: str = "") -> Sheet:
        """Everything that the paper says; `stamp` is why it must not be used any more, `printed` as in `printed_said`."""
        dated, after = self.safe_order()
        rows, (until, next_visit) = self.rows(), until_words(bool(stamp), self.overdue)
        return Sheet(
            language=str(TAG),
            unchecked=unchecked(),
            size=SIZE[self.clinic.paper_size],
            title=self.title(),
            superseded=stamp,
            identity=self.identity(),
            printed=printed,
            use_until=until.format(date=self.day(self.review_on)),
            next_visit=str(next_visit),
            summary=self.summary(),
            warning=self.filled(WARNING),
            needed=tuple(self.needed(drug, len(dated)) for drug in self.drugs if any(self.pieces(self.printed, drug))),
            example=" ".join(self.example()),
            columns=tuple(str(TIMES[time]) for time in self.times()),
            single=len(self.drugs) == 1,
            span=len(self.times()) + 1,
            dated=rows[: len(dated)],
            stay=TEXT["stay"].format(dose=self.day_dose(dated[-1])) if after else "",
            after=rows[len(dated) : len(self.printed)],
            curve=self.curve() if self.printed == self.steps else None,
            advice=tuple(tuple(tuple(map(self.filled, stack)) for stack in pair) for pair in self.advice()),
            call=TEXT["call"].format(phone=self.clinic.phone),
        )

    def to_visit(self) -> int:
        """How many steps there are up to the one in force on the day of the next visit.

        A visit before the first day leaves the first step: the paper always says what to take.
        """
        last = self.schedule.in_force(self.review_on)
        return self.steps.index(last) + 1 if last in self.steps else 1

    def safe_order(self) -> tuple[Sequence[Step], Sequence[Step]]:
        """The steps with boxes to tick, up to that one, and those after it; none where all rows are to be alike."""
        count = len(self.steps) if self.clinic.handout_rows == "alike" else self.to_visit()
        return self.steps[:count], self.steps[count:]

    # Names and days ----------------------------------------------------------------------------------

    def day(self, on: date) -> str:
        return day_in_words(on)

    def name(self, drug: str) -> str:
        return self.medicines.name(drug)

    def title(self) -> str:
        if self.medicines.away:
            return TEXT["title_crossover"].format(**self.medicines.moved())
        key = "title" if self.steps[-1].kind == "stop" else "title_maintain"
        return TEXT[key].format(medicine=self.medicines.named(self.drugs))

    def identity(self) -> Identity:
        """Who the paper is for and which paper it is."""
        issued, patient, replaces = self.issued, self.issued.patient, self.issued.replaces
        told = {"date": self.day(issued.issued_on), "by": issued.issued_by, "clinic": self.clinic.name}
        return Identity(
            name=patient.name,
            born=dateformat.format(patient.born_on, str(BIRTHDAY)),
            code=issued.code,
            revision=TEXT["revision"].format(number=issued.number),
            replaces=TEXT["replaces"].format(number=replaces) if replaces else "",
            header_replaces=TEXT["header_replaces"].format(number=replaces) if replaces else "",
            issued=TEXT["issued"].format(**told),
        )

    def summary(self) -> str:
        """Where the plan starts, which way it goes and where it is to end."""
        first, last, medicines = self.steps[0], self.steps[-1], self.medicines
        begun = self.issued.replaces and first.starts_on <= self.issued.issued_on
        lines = [*self.until_the_start(first)]
        key = "goes_on" if begun else "goes_started" if first.starts_on < self.told_on else "goes_start"
        lines += [TEXT[key].format(date=self.day(first.starts_on), dose=self.day_dose(first))]
        lines += [*medicines.ends(first, "no_more_now" if begun else "no_more"), *medicines.ended()]
        lines += self.next_change() if begun else []
        if medicines.moving:
            lines.append(TEXT["goes_crossover"].format(**medicines.moved(yet=True)))
        if self.printed != self.steps:
            lines.append(str(TEXT["goes_next"]))
        elif last.kind == "stop":
            lines.append(TEXT["goes_stop"].format(date=self.day(last.starts_on)))
        elif last.equivalent >= first.equivalent and not medicines.moving:
            lines += [self.closing(last, None)] if len(self.steps) > 1 else []
        elif len(self.steps) > 1:
            lines.append(TEXT["goes_maintain"].format(date=self.day(last.starts_on), dose=self.day_dose(last)))
        return " ".join([*lines, *medicines.beside(), str(TEXT["taper"])])

    def until_the_start(self, first: Step) -> Iterator[str]:
        """That nothing changes before the first day, where the paper is printed earlier."""
        if self.told_on < first.starts_on:
            yield TEXT["goes_until"].format(date=self.day(first.starts_on - timedelta(days=1)))

    def next_change(self) -> Iterator[str]:
        """The dose that a visit has just changed to, while the one before it is still taken."""
        for running, then in pairwise(self.steps[:2] if self.to_visit() > 1 else ()):
            changed = then.starts_on == self.issued.changes_on
            if changed and then.doses and then.daily_mg != running.daily_mg:
                yield TEXT["goes_then"].format(date=self.day(then.starts_on), dose=self.day_dose(then))

    # Doses -------------------------------------------------------------------------------------------

    def times(self) -> tuple[str, ...]:
        """The times of day that any printed step uses, in the order of the day."""
        used = {dose.time for step in self.printed for dose in step.doses}
        return tuple(time for time in TIMES if time in used)

    def day_dose(self, step: Step) -> str:
        """The total for the day with its drug: "lorazepam 1 mg and diazepam 20 mg"."""
        return joined([f"{self.name(drug)} {total}" for drug, total in self.totals(step)])

    def totals(self, step: Step) -> list[tuple[str, str]]:
        """(drug, mg in the day) for each drug of the step, in the plan's order."""
        daily = step.daily_mg
        return [(drug, text.mg(daily[drug])) for drug in self.drugs if drug in daily]

    def slot(self, step: Step, time: str) -> tuple[Dose, ...]:
        return tuple(self.dose(dose) for dose in step.doses if dose.time == time)

    def dose(self, dose: StepDose) -> Dose:
        pieces = tuple(self.piece(piece) for piece in dose.pieces)
        return Dose(self.named(dose.drug), text.mg(dose.mg), joined([piece.words for piece in pieces]), pieces)

    def named(self, drug: str) -> str:
        """The drug's name where the plan has several; the title names a single one."""
        if len(self.drugs) == 1:
            return ""
        return NARROW.get(self.name(drug), self.name(drug)) if len(self.times()) == len(TIMES) else self.name(drug)

    def piece(self, piece: Piece) -> PieceLine:
        product = self.products[piece.product]
        whole, part = divmod(piece.count or Decimal(0), 1)
        shape = "liquid" if piece.ml is not None else "capsule" if "capsule" in product.form else "tablet"
        return PieceLine(piece_in_words(piece, product), shape, int(whole), PICTURED_PARTS.get(part.normalize(), ()))

    # Rows --------------------------------------------------------------------------------------------

    def rows(self) -> tuple[Row, ...]:
        """One row a step, in order."""
        steps = self.schedule.steps
        before = dict(zip((each.number for each in steps), (None, *steps), strict=False))
        return tuple(self.row(step, before[step.number]) for step in self.steps)

    def row(self, step: Step, previous: Step | None) -> Row:
        stops, endless = step.kind == "stop", step.days is None
        last = "" if stops or step.last_day is None or step.days == 1 else self.day(step.last_day)
        return Row(
            first=f"{TEXT['from']} {self.day(step.starts_on)}" if endless else capfirst(self.day(step.starts_on)),
            last=last,
            days=self.days(step),
            weeks=range(-(-(step.days or 0) // 7)),
            slots=() if stops else tuple(self.slot(step, time) for time in self.times()),
            totals=tuple((self.named(drug), total) for drug, total in self.totals(step)),
            note=self.note(step, previous),
            closing=self.closing(step, previous) if stops or endless else "",
        )

    def days(self, step: Step) -> str:
        one = str(TEXT["day"]) if step.days == 1 else TEXT["days"].format(days=step.days)
        return one if step.days else ""

    def note(self, step: Step, previous: Step | None) -> str:
        """What changes that the doses alone do not say; the first row also has what ended before and what is beside the plan."""
        lower = any(mg > step.daily_mg.get(drug, 0) for drug, mg in (previous.daily_mg if previous else {}).items())
        said = [str(TEXT["back" if lower else "up"])] * (step.kind == "step-back")
        said += [] if step.kind == "stop" else [*self.medicines.ends(step), *self.medicines.again(step)]
        same = previous and {(d.time, d.drug, d.mg) for d in step.doses} == {(d.time, d.drug, d.mg) for d in previous.doses}
        said += [str(TEXT["same"])] if same and step.doses and not said else []
        if step == self.steps[0]:
            said += [*self.medicines.ended(), *self.medicines.beside()]
        return " ".join(said)

    def closing(self, step: Step, previous: Step | None) -> str:
        """The explicit end: the stop, or the dose to stay on."""
        if step.kind != "stop":
            return TEXT["stay"].format(dose=self.day_dose(step))
        drugs = previous.daily_mg if previous else self.drugs
        return TEXT["stop"].format(medicine=self.medicines.named(drugs, "nor"))

    def advice(self) -> tuple[tuple[tuple[Block, ...], ...], ...]:
        """The blocks of advice; while one medicine takes another's place, how too much looks stands below whom to call."""
        first, *others = ADVICE
        return (first, ((TOO_MUCH,),), *others) if self.medicines.crossing else ADVICE

    # What is needed, and how to read it --------------------------------------------------------------

    def needed(self, drug: str, dated: int) -> Needed:
        """The products of a drug: those of the dated steps, those that come later, how to handle each, and other names."""
        parts: dict[str, set[Decimal]] = {}
        for piece in self.pieces(self.printed, drug):
            parts.setdefault(piece.product, set()).add((piece.count or Decimal(0)) % 1)
        used = {piece.product for piece in self.pieces(self.steps[:dated], drug)}
        now, later = [id_ for id_ in parts if id_ in used], [id_ for id_ in parts if id_ not in used]
        sentences = [f"{joined([product_in_words(self.products[id_]) for id_ in now])}."] if now else []
        if later:
            sentences.append(TEXT["later"].format(what=joined([product_in_words(self.products[id_]) for id_ in later])))
        sentences += [handling(self.products[id_], found) for id_, found in parts.items()]
        return Needed(self.name(drug), " ".join(filter(None, [*sentences, other_names(self.products[id_] for id_ in parts)])))

    def pieces(self, steps: Sequence[Step], drug: str) -> Iterator[Piece]:
        return (piece for step in steps for dose in step.doses if dose.drug == drug for piece in dose.pieces)

    def example(self) -> Iterator[str]:
        """The first step read aloud, time by time, with the total for the day."""
        first = self.steps[0]
        yield TEXT["how_example"].format(date=self.day(max(first.starts_on, self.issued.issued_on)))
        for time in self.times():
            taken = [self.taken(dose) for dose in first.doses if dose.time == time]
            yield TEXT["how_at"].format(at=AT[time], taken=joined(taken) if taken else TEXT["none"])
        yield TEXT["how_total"].format(total=self.day_dose(first))

    def taken(self, dose: StepDose) -> str:
        """The pieces of a dose in words, with the drug where the plan has several."""
        pieces = joined([piece_in_words(piece, self.products[piece.product]) for piece in dose.pieces])
        return TEXT["of_drug"].format(pieces=pieces, drug=self.name(dose.drug)) if len(self.drugs) > 1 else pieces

    # The curve and the advice ------------------------------------------------------------------------

    def curve(self) -> Curve:
        """The way down: mg of the drug where there is one, else a shape without numbers, for no drug's mg fits it."""
        drug, *others = self.medicines.taken
        single = not others
        points = [(s.starts_on, s.daily_mg.get(drug, Decimal(0)) if single else s.equivalent) for s in self.steps]
        first, last = self.day(self.steps[0].starts_on), self.day(self.steps[-1].starts_on)
        return draw_curve(
            points,
            first_label=first,
            last_label=last,
            mark=(self.review_on, str(TEXT["visit"])),
            scale=text.mg if single else None,
            title=TEXT["curve"].format(start=first, end=last),
            description=str(TEXT["curve_caption"]),
        )

    def filled(self, block: Block) -> Block:
        """The block with this clinic's and market's words in it."""
        named = MARKET[self.market] | {"phone": self.clinic.phone, "clinic": self.clinic.name}
        visit = TEXT["visit_was" if self.overdue else "visit_is"].format(visit=self.day(self.review_on))
        named |= {"visit_said": visit, "closed": self.closed()}
        parts = (Part(p.id, p.text.format(**named), tuple(point.format(**named) for point in p.points)) for p in block.parts)
        return Block(block.kind, block.heading.format(**named), tuple(parts))

    def closed(self) -> str:
        """Whom to call when the clinic is closed; a line for the whole country is not named twice."""
        line, own = str(MARKET[self.market]["night_line"]), self.clinic.out_of_hours
        key = "closed_or" if line and line not in own else "closed"
        return TEXT[key].format(out_of_hours=own, night_line=line)
