"""What was issued → the supply sheet: what a pharmacist hands out in each dispensing interval."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.text import capfirst

from taper_app.engine import Step, Supply, bottled, daily_ml, per_interval, splits, text, without_end
from taper_app.record import Bottle, Issued
from taper_app.wording.days import clinic_date, clinic_day
from taper_app.wording.lists import joined
from taper_app.wording.products import made_said
from taper_app.wording.week import NAMES

from .clinical import Head, Stored
from .clinical_words import SUPPLY
from .prescription import around_the_visit, directions, handed_out, open_end, waiting, without_pieces
from .standing import AS_ISSUED, Standing
from .weekly_box import Box, alike_days, boxes


@dataclass(frozen=True)
class ProductLine:
    """One product in one interval: what the doses need exactly, what is handed out in figures and in words, what is left
    over, how many are split, and in `keeps` who makes it, how long it keeps and whether it is shaken. `directions` say what to
    take of it at which time of day. An amount that is nothing is "none"."""

    drug: str
    product: str
    brands: str
    needed: str
    figures: str
    words: str
    surplus: str
    split: str
    keeps: str = ""
    directions: tuple[str, ...] = ()

    @property
    def quantity(self) -> str:
        """How much is supplied, as a prescription says it."""
        return SUPPLY["quantity"].format(figures=self.figures, words=self.words)


@dataclass(frozen=True)
class Interval:
    """The days of one supply, under its `label` the daily dose on them or that of a week, its products, the syringes that the
    doses name, and the doses that are `uncounted`: no product is known that makes them."""

    first: str
    last: str
    days: int
    label: str
    doses: str
    products: tuple[ProductLine, ...]
    syringes: str
    uncounted: str


@dataclass(frozen=True)
class SupplySheet:
    """The whole paper. `beside` is what is on record and not in the plan. `now` begins before the day of the next review, `later`
    on it or after; `endless` is one interval of a dose without an end, under the sentence `open_end`. `visit` says what the next
    review means for the supplies. `boxes` are what goes into a weekly box on each day of `week`, where the days of any step
    differ; else `alike` says it of each step due before the review. `scripted` are the supplies that have lines for labels and
    prescriptions: those that are handed out now."""

    head: Head
    stop: str
    beside: tuple[str, ...]
    since: str
    before: str
    interval_days: int
    review_on: str
    visit: str
    now: tuple[Interval, ...]
    later: tuple[Interval, ...]
    open_end: str
    endless: tuple[Interval, ...]
    end: str
    week: tuple[str, ...]
    boxes: tuple[Box, ...]
    alike: tuple[str, ...]
    scripted: tuple[Interval, ...]


def supply_sheet(issued: Issued, sha256: str, standing: Standing = AS_ISSUED, *, past_visit: bool = False) -> str:
    """The supply sheet of a revision, whose hash is `sha256`, as one HTML page for `render_pdf`. Raises as `printed_products`.

    `past_visit` is whether a supply may run past the day of the next review: then the steps after it are handed out before it.
    """
    sheet = Writer(issued, standing, past_visit=past_visit).sheet(sha256)
    return render_to_string("handouts/supply.html", {"paper": sheet, "head": sheet.head})


class Writer(Stored):
    """Puts the supply of one revision into words; the engine counts it."""

    def __init__(self, issued: Issued, standing: Standing, *, past_visit: bool = False) -> None:
        super().__init__(issued, standing)
        self.past_visit = past_visit
        if not past_visit and self.since < self.review_on:
            self.schedule = waiting(self.schedule, self.review_on)

    def sheet(self, sha256: str) -> SupplySheet:
        """Everything that the paper says."""
        supplies = per_interval(self.schedule, self.interval_days, self.since, None if self.past_visit else self.review_on)
        now = [each for each in supplies if each.starts_on < self.review_on]
        endless = without_end(self.schedule, self.interval_days, self.since)
        given = handed_out(self, now, endless)
        return SupplySheet(
            head=self.head(sha256),
            stop=" ".join(self.stop_lines()),
            beside=tuple(self.beside(SUPPLY)),
            since=clinic_day(self.since),
            before=self.before(),
            interval_days=self.interval_days,
            review_on=clinic_day(self.review_on),
            visit=" ".join(around_the_visit(self, given, past_visit=self.past_visit)),
            now=tuple(self.interval(each) for each in now),
            later=tuple(self.interval(each) for each in supplies[len(now) :]),
            open_end=open_end(self, endless),
            endless=(self.interval(endless),) if endless and endless.amounts else (),
            end=self.end(),
            week=tuple(NAMES[day] for day in self.week),
            boxes=tuple(boxes(self)),
            alike=tuple(alike_days(self)),
            scripted=tuple(self.interval(each) for each in given),
        )

    def stop_lines(self) -> Iterator[str]:
        """That what was prescribed before is over, and what of the medicines on record is not to be supplied."""
        yield SUPPLY["stop"].format(drugs=joined(self.drugs()), date=clinic_day(self.since))
        if self.issued.replaces:
            yield SUPPLY["replaces"]

    def before(self) -> str:
        """That the days up to the first change are not counted, where the paper is issued before it."""
        if self.issued.issued_on >= self.since:
            return ""
        return SUPPLY["before"].format(date=clinic_day(self.since - timedelta(days=1)))

    def end(self) -> str:
        """The last day with a dose, or that there is none to come; empty where no end is planned."""
        last = self.issued.schedule.last_day
        if last is None:
            return ""
        if last < self.since:
            return SUPPLY["nothing"].format(date=clinic_day(self.since))
        return SUPPLY["end" if last == self.schedule.last_day else "end_waits"].format(date=clinic_day(last))

    # Intervals ----------------------------------------------------------------------------------------

    def interval(self, supply: Supply) -> Interval:
        """One supply with its products in the order of their names and strengths."""
        split = splits(self.schedule, supply)
        ids = sorted(supply.amounts, key=lambda id_: (self.products[id_].drug, self.strength(id_)))
        return Interval(
            first=clinic_day(supply.starts_on),
            last=clinic_day(supply.last_day),
            days=(supply.last_day - supply.starts_on).days + 1,
            label=SUPPLY["label_week" if any(each.mean for each in self.within(supply)) else "label"],
            doses="; ".join(self.doses(supply)),
            products=tuple(self.directed(id_, supply, split.get(id_, 0)) for id_ in ids),
            syringes=" ".join(self.measured_with(supply)),
            uncounted=" ".join(without_pieces(self, supply)),
        )

    def measured_with(self, supply: Supply) -> Iterator[str]:
        """One oral syringe of each size that the doses of a supply name, and the marks that it must have."""
        for size, volumes in self.syringes(self.within(supply)).items():
            yield SUPPLY["syringe"].format(size=text.ml(size), volumes=joined(list(map(text.ml, volumes))))

    def within(self, supply: Supply) -> list[Step]:
        """The steps that have any day of a supply."""
        begin, end = supply.starts_on, supply.last_day
        return [each for each in self.schedule.steps if each.starts_on <= end and (each.last_day or end) >= begin]

    def strength(self, id_: str) -> Decimal:
        """mg in one, or in one mL."""
        product = self.products[id_]
        return product.strength_mg or product.mg_per_ml or Decimal(0)

    def doses(self, supply: Supply) -> Iterator[str]:
        """The daily dose on the days of a supply, or that of a week, from which day on each."""
        before: list[str] = []
        for step in self.schedule.steps:
            first = max(step.starts_on, supply.starts_on)
            if first <= supply.last_day and (step.ends_before is None or step.ends_before > first):
                told = self.times(step) if step.mean else self.daily(step)
                if told != before:
                    key = "dose_week" if step.mean else "dose"
                    yield SUPPLY[key].format(date=clinic_date(first), dose=self.day_dose(step))
                before = told

    def directed(self, id_: str, supply: Supply, split: int) -> ProductLine:
        """One product of one supply, with what to take of it."""
        told = tuple(directions(self, self.within(supply), supply, id_))
        return replace(self.line(id_, supply, split), directions=told)

    def line(self, id_: str, supply: Supply, split: int) -> ProductLine:
        """How much of one product a supply needs, and what is handed out of it."""
        product, whole = self.products[id_], supply.whole(id_)
        if product.bottle and (product.drop_mg is None or product.bottle.holds_ml):
            return self.in_bottles(id_, supply, product.bottle)
        if product.drop_mg is not None:
            return self.in_drops(id_, supply)
        return ProductLine(
            drug=product.drug,
            product=self.called(id_) + ("" if self.is_liquid(id_) else "s"),
            brands=", ".join(product.brands),
            needed=self.amount(id_, supply.amounts[id_]),
            figures=self.amount(id_, Decimal(whole)),
            words=text.in_full(whole),
            surplus=self.amount(id_, supply.surplus(id_)),
            split=self.amount(id_, Decimal(split)),
            keeps=" ".join(self.kept(id_, supply)),
        )

    def kept(self, id_: str, supply: Supply) -> Iterator[str]:
        """Who makes a product and how long it keeps, of what is sold how long an opened bottle does, and that one is shaken."""
        product = self.products[id_]
        if product.keeps_days:
            yield SUPPLY["made"].format(made=capfirst(made_said(product)))
            if (times := self.batches(id_, supply, product.keeps_days)) > 1:
                yield SUPPLY["fresh"].format(times=text.in_full(times))
        elif bottle := product.bottle:
            yield SUPPLY["keeps" if bottle.keeps_days else "keeps_unknown"].format(days=bottle.keeps_days)
        if product.shaken:
            yield SUPPLY["shake"]

    def batches(self, id_: str, supply: Supply, keeps_days: int) -> int:
        """How many times a product has to be made so that none of a supply is older than it keeps."""
        steps = [
            each for each in self.within(supply) if any(piece.product == id_ for dose in each.doses for piece in dose.pieces)
        ]
        first = max(steps[0].starts_on, supply.starts_on)
        last = min(steps[-1].last_day or supply.last_day, supply.last_day)
        return -(-((last - first).days + 1) // keeps_days)

    def in_drops(self, id_: str, supply: Supply) -> ProductLine:
        """A product that is counted in drops: what is needed is handed out in whole bottles, of a size that is not known here."""
        product, amount = self.products[id_], supply.amounts[id_]
        counted = any(each.drops is not None for each in self.schedule.pieces if each.product == id_)
        count = int(amount) if counted else text.drops(amount, product)
        volume = count * (product.drop_mg or Decimal(0)) / (product.mg_per_ml or Decimal(1))
        return ProductLine(
            drug=product.drug,
            product=SUPPLY["in_a_drop"].format(called=self.called(id_), mg=text.mg(product.drop_mg or 0)),
            brands=", ".join(product.brands),
            needed=drops_said(count),
            figures=drops_said(count),
            words=SUPPLY["volume"].format(count=text.in_full(count), ml=text.ml(volume)),
            surplus=SUPPLY["bottles"],
            split="none",
            keeps=" ".join(self.kept(id_, supply)),
        )

    def in_bottles(self, id_: str, supply: Supply, bottle: Bottle) -> ProductLine:
        """A liquid in whole bottles: what is counted for losses, and what is over when a bottle's life ends or the days do."""
        product = self.products[id_]
        per_drop = product.drop_mg / product.mg_per_ml if product.drop_mg and product.mg_per_ml else None
        daily = daily_ml(self.schedule, supply, id_, per_drop)
        figures, words, left = _sized(daily, bottle, bottle.holds_ml) if bottle.holds_ml else _unsized(daily, bottle)
        return ProductLine(
            drug=product.drug,
            product=self.called(id_),
            brands=", ".join(product.brands),
            needed=self.amount(id_, sum(daily, Decimal(0))),
            figures=figures,
            words=words,
            surplus=left,
            split="none",
            keeps=" ".join(self.kept(id_, supply)),
        )

    def is_liquid(self, id_: str) -> bool:
        """Whether it is handed out in mL."""
        return self.products[id_].mg_per_ml is not None

    def amount(self, id_: str, count: Decimal) -> str:
        """So many of a product: "56 tablets", "17 and a half tablets", "half a tablet", "40.5 mL", "none"."""
        if not count:
            return "none"
        if self.is_liquid(id_):
            return text.ml(count)
        unit = self.products[id_].form.split()[-1]
        figures = text.number(count) if count == int(count) else text.number_in_words(count)
        return f"{figures}{text.NBSP}{unit}{'s' if count > 1 else ''}"


def drops_said(count: int) -> str:
    """A count of drops in figures."""
    return f"{text.number(count)}{text.NBSP}drop{'' if count == 1 else 's'}"


def _sized(daily: list[Decimal], bottle: Bottle, holds_ml: Decimal) -> tuple[str, str, str]:
    """What is handed out in bottles of a known size, in figures and in words, and what is over."""
    found = bottled(daily, bottle.loss_percent, holds_ml, bottle.keeps_days)
    bottles = "bottle" if found.count == 1 else "bottles"
    figures = SUPPLY["sized"].format(count=text.number(found.count), bottles=bottles, ml=text.ml(holds_ml))
    needed, count = text.ml(found.needed_ml), text.in_full(found.count)
    words = SUPPLY["in_bottles"].format(count=count, bottles=bottles, needed=needed, percent=bottle.loss_percent)
    left = SUPPLY["left"].format(ml=text.ml(found.left_ml))
    if found.discarded_ml:
        left += " " + SUPPLY["thrown"].format(ml=text.ml(found.discarded_ml))
    return figures, words, left


def _unsized(daily: list[Decimal], bottle: Bottle) -> tuple[str, str, str]:
    """The same where nobody knows what a bottle holds."""
    needed = text.ml(sum(daily, Decimal(0)) * (100 + bottle.loss_percent) / 100)
    return (
        SUPPLY["unsized"].format(needed=needed),
        SUPPLY["in_unsized"].format(percent=bottle.loss_percent),
        SUPPLY["unsized_left"],
    )
