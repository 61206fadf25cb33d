"""What was issued → the clinician's summary: everything that was decided, with what it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.template.loader import render_to_string

from taper_app.engine import HOW, Step, Strategy, ends_in, pace_said, part_said, said_apart, text
from taper_app.record import Issued, Medication
from taper_app.wording.care import referral_said, status_said
from taper_app.wording.days import clinic_date, clinic_day
from taper_app.wording.decisions import DECISIONS
from taper_app.wording.doses import day_on_paper
from taper_app.wording.labels import KINDS, MARKS, OLD_PAPER
from taper_app.wording.lists import joined
from taper_app.wording.medicines import taken_said
from taper_app.wording.needs import needs_said
from taper_app.wording.patient_today import Said, patient_said
from taper_app.wording.people import person_said
from taper_app.wording.products import made_said
from taper_app.wording.risks import risks_said

from .clinical import Head, Stored
from .clinical_words import STRATEGY, SUMMARY
from .remarks import FindingLine, remarks
from .standing import AS_ISSUED, Standing


@dataclass(frozen=True)
class Medicine:
    """A medicine as listed on the day of issue: prescribed and really taken, what for, since when, and when last where said."""

    drug: str
    prescribed: str
    taken: str
    indication: str
    since: str
    last: str


@dataclass(frozen=True)
class StepLine:
    """One step: its days, the doses with their times, the whole day and that in a phrase (empty at the stop), about how much
    diazepam it is, and how far it fell from the step before."""

    number: int
    kind: str
    marks: tuple[str, ...]
    first: str
    last: str
    days: str
    doses: tuple[str, ...]
    daily: tuple[str, ...]
    goes_to: str
    equivalent: str
    reduction: str
    percent: str


@dataclass(frozen=True)
class CareLine:
    """One kind of care beside the dose: how it stands, where it was referred, and the note."""

    name: str
    status: str
    referral: str
    note: str


@dataclass(frozen=True)
class Table:
    """An equivalence table: its name, the publication, and mg diazepam of the day by it."""

    name: str
    publication: str
    about: str


@dataclass(frozen=True)
class Summary:
    """The whole paper. `change` is what a later revision came from, a label and words each; empty for the first.
    `marks` say what of the plan was entered in error."""

    head: Head
    taken: tuple[tuple[str, str], ...]
    beside: tuple[str, ...]
    change: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    medicines: tuple[Medicine, ...]
    table: str
    exceptions: tuple[str, ...]
    baseline: str
    spread: str
    tables: tuple[Table, ...]
    strategy: tuple[str, ...]
    length: str
    coming: tuple[StepLine, ...]
    past: tuple[StepLine, ...]
    findings: tuple[FindingLine, ...]
    worked_out: tuple[FindingLine, ...]
    override_reason: str
    specialist: str
    review_on: str
    needs: str
    patient_today: tuple[Said, ...]
    risks: Mapping[str, Any] | None
    care: tuple[CareLine, ...]
    care_as_of: str
    checks: tuple[str, ...]
    references: tuple[tuple[str, str], ...]


def clinician_summary(issued: Issued, sha256: str, standing: Standing = AS_ISSUED) -> str:
    """The summary of a revision, whose hash is `sha256`, as one HTML page for `render_pdf`. Raises as `printed_products` does."""
    summary = Writer(issued, standing).summary(sha256)
    return render_to_string("handouts/summary.html", {"paper": summary, "head": summary.head})


class Writer(Stored):
    """Puts one revision into a clinician's words."""

    def summary(self, sha256: str) -> Summary:
        """Everything that the paper says."""
        coming, found = self.coming(), remarks(self.issued)
        issued, table = self.issued, self.issued.table
        return Summary(
            head=self.head(sha256),
            taken=tuple(self.taken_now()),
            beside=tuple(self.beside(SUMMARY)),
            change=tuple(self.change()),
            marks=self.standing.marks,
            medicines=tuple(self.medicine(each) for each in issued.medications),
            table=f"{table.name} ({table.source_title})" if table else "",
            exceptions=tuple(f"{self.name(drug)} by {each.name}" for drug, each in issued.tables_for.items()),
            baseline=text.about(self.schedule.baseline_equivalent),
            spread=self.spread(),
            tables=tuple(self.tables()),
            strategy=tuple(self.strategy()),
            length=self.length(),
            coming=tuple(self.line(step) for step in coming),
            past=tuple(self.line(step) for step in self.schedule.steps if step not in coming),
            findings=tuple(each for each in found if each.place != HOW),
            worked_out=tuple(each for each in found if each.place == HOW),
            override_reason=issued.override_reason,
            specialist=person_said(issued.specialist) if issued.specialist else "",
            review_on=clinic_day(self.review_on),
            needs=self.needs(),
            patient_today=tuple(patient_said(issued)),
            risks=risks_said(issued.risks) if issued.risks else None,
            care=(care := tuple(self.care())),
            care_as_of=self.care_as_of(care),
            checks=self.standing.checks,
            references=self.references(),
        )

    # Where it came from, and what is taken ------------------------------------------------------------

    def change(self) -> Iterator[tuple[str, str]]:
        """Of a later revision: the review that made it, and what became of the paper before it."""
        review, changes_on = self.issued.review, self.issued.changes_on
        if review is None or changes_on is None:
            return
        yield "Visit", f"{review.number}, on {clinic_day(review.reviewed_on)}"
        yield "Decision", f"{DECISIONS[review.decision].label}, from {clinic_day(changes_on)} on"
        if paper := OLD_PAPER.get(self.issued.old_paper):
            yield "Old paper", paper

    def needs(self) -> str:
        """How the patient needs to be given information."""
        needs = self.issued.patient.needs
        return "not recorded" if needs is None else needs_said(needs) or "none known"

    def care(self) -> Iterator[CareLine]:
        """The care beside the dose: as it stands while the revision is in force, because nothing of it can be recorded before
        the first is issued and it changes between revisions; of a superseded one as it stood when that was issued."""
        then = self.issued.care
        standing = then if self.standing.replaced or self.standing.care is None else self.standing.care
        for each in standing:
            yield CareLine(each.name, status_said(each), referral_said(each), each.note)

    def care_as_of(self, care: Sequence[CareLine]) -> str:
        """Of when the care is that is printed; or that beside what was done with the plan there is none."""
        alone = "no_" if self.standing.checks and not care else ""
        return str(SUMMARY[f"{alone}care_{'then' if self.standing.replaced else 'now'}"])

    def medicine(self, told: Medication) -> Medicine:
        """One drug of the list, as it stood on the day of issue; of one of the plan what a later revision found to be taken."""
        planned = self.issued.review and told.use == "regular" and told.drug in {*self.issued.request.regimen.drugs}
        return Medicine(
            drug=self.listed(told),
            prescribed="" if told.other else day_on_paper(told.prescribed),
            taken=self.taken_of(told.drug) if planned else taken_said(told, told.taken, day_on_paper),
            indication=told.indication,
            since=clinic_date(told.since_on) if told.since_on else "",
            last=clinic_date(told.last_taken_on) if told.last_taken_on else "",
        )

    # The tables ---------------------------------------------------------------------------------------

    def others(self) -> dict[str, Decimal]:
        """What every other table makes of the doses taken now, in mg diazepam a day; none where all of them agree."""
        by_table, chosen = self.issued.equivalents, self.issued.table
        if chosen is None or len(set(by_table.values())) == 1:
            return {}
        return {id_: mg for id_, mg in by_table.items() if id_ != chosen.id}

    def spread(self) -> str:
        """What is taken now by the plan's table, and how far the others are apart; a table that lacks a drug says nothing."""
        by_table, others = self.issued.equivalents, self.others().values()
        mine = by_table.get(self.issued.table.id) if self.issued.table else None
        said = [] if mine is None else [SUMMARY["mine"].format(mine=text.about(mine))]
        if others:
            said.append(SUMMARY["spread"].format(least=text.about(min(others)), most=text.about(max(others))))
        elif mine is not None and len(by_table) > 1:
            said.append(SUMMARY["all_agree"].format(most=text.about(mine)))
        return " ".join(said)

    def length(self) -> str:
        """How long it takes and in how many steps."""
        steps = len(self.schedule.steps)
        key = "days_in_all" if self.schedule.last_day else "open_in_all"
        return SUMMARY[key].format(days=text.number(self.schedule.days), steps=steps)

    def tables(self) -> Iterator[Table]:
        """The other tables."""
        for id_, mg in self.others().items():
            told = self.issued.table_called(id_)
            yield Table(told.name, told.source_title, text.about(mg))

    # The strategy -------------------------------------------------------------------------------------

    def strategy(self) -> Iterator[str]:
        """What was chosen, a sentence each."""
        chosen = self.issued.request.strategy
        said = list(said_apart(chosen, _as_printed, on_paper=True))
        yield self._method(chosen)
        if self.issued.request.taper_anyway:
            yield STRATEGY["anyway"]
        if self.issued.rounding:
            yield STRATEGY["rounding"].format(said=self.issued.rounding)
        yield self._pace(chosen)
        yield from (_sentence(words) for field, words in said if field == "holds")
        yield self._target(chosen)
        yield from (_sentence(words) for field, words in said if field != "holds")
        yield f"Products: {joined(self.products_used())}."
        if sizes := self.syringes(self.coming()):
            yield SUMMARY["syringes"].format(sizes=joined([f"one of {text.ml(each)}" for each in sizes]))

    def _method(self, chosen: Strategy) -> str:
        if chosen.method == "direct":
            return STRATEGY["direct"]
        days = {"days": chosen.crossover_days, "stabilise": chosen.stabilise_days}
        return STRATEGY["crossover"].format(drug=self.name(chosen.crossover_to), part=part_said(chosen), **days)

    def _pace(self, chosen: Strategy) -> str:
        if chosen.basis != "bands":
            return STRATEGY["percent"].format(pace=pace_said(chosen))
        said = [
            STRATEGY["band"].format(reduction=text.mg(band.reduction_mg), down_to=text.mg(band.down_to_mg))
            for band in chosen.bands or ()
        ]
        return STRATEGY["bands"].format(days=chosen.interval_days, bands=joined(said))

    def _target(self, chosen: Strategy) -> str:
        end = ends_in(chosen, self.schedule)
        return STRATEGY[f"to_{end}"].format(mg=text.mg(chosen.target_mg if end == "target" else chosen.stop_from_mg))

    def references(self) -> tuple[tuple[str, str], ...]:
        """Title and address of every source that is cited."""
        return tuple((each.title, each.url) for each in self.issued.sources.values())

    def products_used(self) -> list[str]:
        """Every product of the schedule, whether any of it is split, and what is to know of it."""
        pieces = [piece for step in self.schedule.steps for dose in step.doses for piece in dose.pieces]
        parts: dict[str, set[Decimal]] = {}
        for piece in pieces:
            parts.setdefault(piece.product, set()).add((piece.count or Decimal(0)) % 1)
        return [
            f"{self.products[id_].drug} {self.called(id_)}{_split(found)}{self.noted(id_)}"
            for id_, found in sorted(parts.items())
        ]

    def noted(self, id_: str) -> str:
        """By whom a product is made for the clinic, and that its bottle is shaken, after its name."""
        product = self.products[id_]
        said = [each for each in (made_said(product), "shake before each dose" if product.shaken else "") if each]
        return f" ({'; '.join(said)})" if said else ""

    # Steps and findings -------------------------------------------------------------------------------

    def line(self, step: Step) -> StepLine:
        """One row of the table of steps."""
        other, mg = set(step.daily_mg) - {"diazepam"}, text.about(step.equivalent)
        return StepLine(
            number=step.number,
            kind=KINDS[step.kind],
            marks=tuple(words for mark, words in MARKS.items() if getattr(step, mark)),
            first=clinic_day(step.starts_on),
            last=clinic_day(step.last_day) if step.days and step.last_day else "",
            days="no end" if step.days is None else f"{step.days} day{'s' if step.days > 1 else ''}" if step.days else "",
            doses=tuple(self.times(step, named=len(step.daily_mg) > 1)) or ("none",),
            daily=tuple(self.daily(step)),
            goes_to=", ".join(self.daily(step)) + ("" if step.mean else " a day") if step.doses else "",
            equivalent=SUMMARY["as_diazepam_week" if step.mean else "as_diazepam"].format(mg=mg) if other else "",
            reduction=_reduction(step.reduction),
            percent=_percent(step.reduction_percent),
        )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _as_printed(value: object) -> str:
    return clinic_day(value) if isinstance(value, date) else str(value)


def _split(parts: set[Decimal]) -> str:
    if parts - {Decimal(0), Decimal("0.5")}:
        return " (also in quarters)"
    return " (also in halves)" if Decimal("0.5") in parts else ""


def _reduction(fall: Fraction) -> str:
    return "none" if not fall else text.about(fall) if fall > 0 else f"{text.about(-fall)} up"


def _percent(fall: Fraction) -> str:
    if not fall:
        return ""
    size = text.number(text.rounded(abs(fall), 1))
    return f"{size}%" if fall > 0 else f"{size}% up"
