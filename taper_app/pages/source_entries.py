"""Rules, paces, advice and whatever else is said in sentences, as entries of the page of sources."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from taper_app.engine import (
    GIVEN,
    Adjunct,
    Advice,
    CareKind,
    Catalogue,
    Dependence,
    Disagreement,
    ForPatient,
    Interaction,
    Limit,
    Other,
    OtherKind,
    Phase,
    Preset,
    Risk,
    Rule,
    Series,
    Sign,
    Syringe,
    Tried,
    Weighed,
    load_care,
    text,
)

from . import source_words as words
from .source_words import Figure


@dataclass(frozen=True, slots=True)
class Entry:
    """One of them: what it says, its figures by their labels, a word about it, and the day by which to review it."""

    anchor: str
    title: str
    words: tuple[str, ...]
    figures: tuple[tuple[str, Figure], ...]
    review_by: date
    tag: str = ""


def entry_lists(catalogue: Catalogue) -> list[dict[str, Any]]:
    """A list for each data file. Its part is what the catalogue calls it, and begins the anchor of each entry."""
    care = load_care()
    lists = (
        ("rules", "Rules", rule_entry, catalogue.rules),
        ("presets", "Paces", pace_entry, catalogue.presets),
        ("outcomes", "What is worked out beside a choice", outcome_entry, catalogue.outcomes),
        ("advice", "Advice at a visit", advice_entry, catalogue.advice),
        ("risks", "Questions about risks", risk_entry, catalogue.risks),
        ("signs", "What a visit finds, and from where on it acts", sign_entry, catalogue.signs),
        ("dependence", "Who is likely to be dependent", dependence_entry, catalogue.dependence),
        ("interactions", "Interactions", interaction_entry, catalogue.interactions),
        ("other_kinds", "What is never converted, and what is done", other_kind_entry, catalogue.other_kinds),
        ("others", "Medicines that are never converted", other_entry, catalogue.others),
        ("disagreements", "Where guidelines disagree", disagreement_entry, catalogue.disagreements),
        ("limits", "Limits, and numbers that no rule judges by", limit_entry, catalogue.limits),
        ("syringes", "Oral syringes", syringe_entry, catalogue.syringes),
        ("weighed", "What is weighed before a first plan", weighed_entry, care.weighed),
        ("kinds", "Care beside the dose", care_entry, care.kinds),
        ("adjuncts", "Adjunct medicines", adjunct_entry, care.adjuncts),
        ("follow_ups", "Follow-ups after the end", series_entry, care.follow_ups),
        ("plan_checks", "Recorded with a plan", check_entry, care.plan_checks),
        ("phases", "What to expect after the last dose", phase_entry, care.phases),
    )
    return [
        {"part": part, "heading": heading, "entries": list(map(partial(entry, catalogue, part), held.values()))}
        for part, heading, entry, held in lists
    ]


def cited(catalogue: Catalogue, source: str, evidence: str, confidence: str = "") -> tuple[str, Figure]:
    """The source of a whole entry by its title."""
    return "Source", Figure(catalogue.sources[source].title, source, evidence, confidence)


def rule_entry(catalogue: Catalogue, part: str, rule: Rule) -> Entry:
    """A rule with its severity, its sentence, the numbers that it judges by, and what it must be told."""
    said = [words.rule_words(rule)]
    if rule.needs:
        said.append(f"It has to know: {words.listed(asked(catalogue, each) for each in rule.needs)}.")
    if rule.with_specialist:
        said.append(f"Once a specialist is named: {words.SOFTENED[rule.with_specialist]}.")
    if rule.answer:
        said.append(f"Its caution is answered by itself: {' '.join(rule.answer.values())}")
    figures = (*words.rule_figures(rule), *_thresholds(catalogue, rule.id), cited(catalogue, rule.source, rule.evidence))
    return Entry(f"{part}-{rule.id}", rule.title, tuple(said), figures, rule.review_by, words.TIERS[rule.severity])


def _thresholds(catalogue: Catalogue, rule: str) -> Iterator[tuple[str, Figure]]:
    """The dose from which on a rule speaks in each market whose guidance has another than the rule."""
    for market in catalogue.markets.values():
        if rule in market.thresholds:
            known = market.thresholds[rule]
            yield f"Usual in the {market.name}", Figure(text.mg(known.mg), known.source, known.evidence)


def asked(catalogue: Catalogue, need: str) -> str:
    """What a rule must be told, in words: a question of the risk picture or something else."""
    return words.GIVEN[need] if need in GIVEN else catalogue.risks[need].name


def pace_entry(catalogue: Catalogue, part: str, preset: Preset) -> Entry:
    """A published pace with the fields of a strategy that it sets."""
    pace = Figure(words.pace_said(preset.strategy), preset.source, preset.evidence)
    figures = (("Pace", pace), cited(catalogue, preset.source, preset.evidence))
    return Entry(f"{part}-{preset.id}", preset.name, (preset.note,), figures, preset.review_by)


def outcome_entry(catalogue: Catalogue, part: str, row: Tried) -> Entry:
    """A plan that is worked out beside a choice."""
    return Entry(f"{part}-{row.id}", row.name, (), (cited(catalogue, row.source, row.evidence),), row.review_by)


def advice_entry(catalogue: Catalogue, part: str, advice: Advice) -> Entry:
    """What is said at a visit, beside which decisions and after which findings."""
    beside = f"Beside: {', '.join(advice.decisions)}. After: {', '.join(advice.when)}."
    figures = (cited(catalogue, advice.source, advice.evidence),)
    return Entry(f"{part}-{advice.id}", words.title(advice.id), (advice.words, beside), figures, advice.review_by)


def risk_entry(catalogue: Catalogue, part: str, risk: Risk) -> Entry:
    """A question with its answers."""
    said = (f"Answers: {'; '.join(risk.answers.values())}.", *([risk.hint] if risk.hint else []))
    return Entry(
        f"{part}-{risk.id}", risk.words, said, (cited(catalogue, risk.source, risk.evidence),), risk.review_by, risk.group
    )


def sign_entry(catalogue: Catalogue, part: str, sign: Sign) -> Entry:
    """From where on what a visit finds acts, and what acts then."""
    bounds = (("From", sign.at_least, "up"), ("From", sign.at_most, "down"), ("Below", sign.below, ""))
    told = [" ".join(filter(None, (word, str(number), way))) for word, number, way in bounds if number is not None]
    said = (f"{' '.join(told)}." if told else "", f"{sign.tier.capitalize()}." if sign.tier else "It only brings advice.")
    figures = (cited(catalogue, sign.source, sign.evidence),)
    title = words.title(sign.id)
    return Entry(f"{part}-{sign.id}", title, (" ".join(filter(None, said)),), figures, sign.review_by)


def dependence_entry(catalogue: Catalogue, part: str, row: Dependence) -> Entry:
    """A row of the guideline's table: which use it is about, and what it says of it."""
    use = (*answers(catalogue, "days_a_week", row.days_a_week), *answers(catalogue, "duration", row.duration))
    dose = [f"a {' or '.join(row.dose)} dose"] if row.dose else []
    said = (f"Use: {', '.join([*use, *dose])}. Physical dependence is {row.risk}.",)
    return Entry(f"{part}-{row.id}", words.title(row.id), said, (cited(catalogue, row.source, row.evidence),), row.review_by)


def answers(catalogue: Catalogue, question: str, given: Iterable[str]) -> list[str]:
    """Answers of a question, as remarks speak of them; nothing where any will do."""
    named = [catalogue.risks[question].named.get(each, each) for each in given]
    return [" or ".join(named)] if named else []


def interaction_entry(catalogue: Catalogue, part: str, one: Interaction) -> Entry:
    """A medicine, and which drugs it raises or lowers."""
    source = cited(catalogue, one.source, one.evidence, one.confidence)
    return Entry(
        f"{part}-{one.id}", one.name, (*effects(catalogue, one),), (source,), one.review_by, "Strong" if one.strong else ""
    )


def effects(catalogue: Catalogue, one: Interaction) -> Iterator[str]:
    """What a medicine does to these drugs, in sentences."""
    if not catalogue.changed_by(one.id):
        yield f"With any of these drugs: {one.size}."
        return
    drugs = words.listed([each for each in catalogue.changed_by(one.id) if each not in one.opposite])
    cleared = f" of what {words.listed(one.enzymes)} clears:" if one.enzymes else " of"
    yield f"{one.effect.capitalize()} the level{cleared} {drugs}."
    if one.opposite:
        yield f"{one.effect_on(one.opposite[0]).capitalize()} the level of {words.listed(one.opposite)}."
    if one.size:
        yield f"What was measured: {one.size}."


def other_kind_entry(catalogue: Catalogue, part: str, kind: OtherKind) -> Entry:
    """What is to be done about medicines of a kind that is never converted."""
    return Entry(f"{part}-{kind.id}", kind.name, (kind.words,), (cited(catalogue, kind.source, kind.evidence),), kind.review_by)


def other_entry(catalogue: Catalogue, part: str, other: Other) -> Entry:
    """A medicine that is never converted, with the names that it is found by."""
    names = (*other.brands, *other.also)
    said = (f"Also found as {words.listed(names)}.",) if names else ()
    done = ("What is done", Figure(f"as for every {other.kind.name.lower()}", other.kind.source, other.kind.evidence))
    figures = (done, cited(catalogue, other.source, other.evidence))
    return Entry(f"{part}-{other.id}", words.title(other.name), said, figures, other.kind.review_by)


def disagreement_entry(catalogue: Catalogue, part: str, one: Disagreement) -> Entry:
    """A question with the position of each source."""
    figures = tuple(
        (catalogue.sources[each.source].title, Figure(each.words, each.source, each.evidence)) for each in one.positions
    )
    return Entry(f"{part}-{one.id}", one.question, (f"Bears on: {words.title(one.choice).lower()}.",), figures, one.review_by)


def limit_entry(catalogue: Catalogue, part: str, limit: Limit) -> Entry:
    """A number or a range of them, with what it bounds."""
    unit = next((each for each in limit.id.split("_") if each in words.UNITS or each == "mg"), "")
    number = Figure(words.limit_said(limit.least, limit.most, unit), limit.source, limit.evidence)
    figures = (("Number", number), cited(catalogue, limit.source, limit.evidence))
    return Entry(f"{part}-{limit.id}", words.title(limit.id), (limit.words,), figures, limit.review_by)


def syringe_entry(catalogue: Catalogue, part: str, syringe: Syringe) -> Entry:
    """The marks of a syringe, and those of others of its size."""
    also = f", and at {words.listed(map(text.ml, syringe.also_ml))}" if syringe.also_ml else ""
    marks = Figure(f"every {text.ml(syringe.mark_ml)}{also}", syringe.source, syringe.evidence)
    others = (("Another of this size", Figure(each.words, each.source, each.evidence)) for each in syringe.others)
    figures = (("Marks", marks), *others, cited(catalogue, syringe.source, syringe.evidence))
    return Entry(f"{part}-{syringe.id}", f"{text.ml(syringe.holds_ml)} oral syringe", (), figures, syringe.review_by)


def weighed_entry(catalogue: Catalogue, part: str, row: Weighed) -> Entry:
    """What speaks for a taper, against beginning one now, or is a place for it."""
    source = cited(catalogue, row.says.source, row.says.evidence, row.says.confidence)
    return Entry(f"{part}-{row.id}", row.name, (row.says.words,), (source,), row.review_by)


def care_entry(catalogue: Catalogue, part: str, kind: CareKind) -> Entry:
    """One kind of care and why it is offered."""
    source = cited(catalogue, kind.why.source, kind.why.evidence, kind.why.confidence)
    return Entry(f"{part}-{kind.id}", kind.name, (kind.why.words,), (source,), kind.review_by)


def adjunct_entry(catalogue: Catalogue, part: str, adjunct: Adjunct) -> Entry:
    """A medicine beside a taper, with what is said for it and against it."""
    said = [("For", each) for each in adjunct.pros] + [("Against", each) for each in adjunct.cons]
    said += [(patients_said(catalogue, each), each.says) for each in adjunct.patient]
    figures = tuple((label, Figure(each.words, each.source, each.evidence, each.confidence)) for label, each in said)
    return Entry(f"{part}-{adjunct.id}", adjunct.name, (), figures, adjunct.review_by)


def patients_said(catalogue: Catalogue, said: ForPatient) -> str:
    """For whom something is said of an adjunct: "Avoid from the age of 65", "Take care where: an opioid"."""
    level = {"avoid": "Avoid", "care": "Take care"}[said.level]
    if said.ask:
        return f"{level}, to be asked first: {said.ask}"
    named = [catalogue.risks[question].named.get(each, each) for question, given in said.on.items() for each in given]
    age = [f"from the age of {said.from_age}"] if said.from_age else []
    return " ".join([level, *age, *([f"where: {' or '.join(named)}"] if named else [])])


def check_entry(catalogue: Catalogue, part: str, check: CareKind) -> Entry:
    """What is recorded with a plan, as it is called in the markets that ask for it."""
    registers = [each.register for each in catalogue.markets.values() if each.register]
    name = load_care().checks_for(" or ".join(registers))[check.id].name
    source = cited(catalogue, check.why.source, check.why.evidence, check.why.confidence)
    return Entry(f"{part}-{check.id}", name, (check.why.words,), (source,), check.review_by)


def series_entry(catalogue: Catalogue, part: str, series: Series) -> Entry:
    """When a patient is seen again after an end of this kind, and why."""
    source, evidence, confidence = series.why.source, series.why.evidence, series.why.confidence
    months = Figure(f"{words.listed(map(str, series.months))} months" if series.months else "never", source, evidence, confidence)
    figures = (("Seen again after", months), cited(catalogue, source, evidence, confidence))
    return Entry(f"{part}-{series.id}", series.name, (series.why.words,), figures, series.review_by)


def phase_entry(catalogue: Catalogue, part: str, phase: Phase) -> Entry:
    """From which day on after the last dose a phase is, and what is said of it."""
    begins = f"day {phase.from_short} where the half-life is short, day {phase.from_long} where it is long"
    says = (("Said", Figure(each.words, each.source, each.evidence, each.confidence)) for each in phase.says)
    return Entry(
        f"{part}-{phase.id}", phase.name, (), (("From", Figure(begins, phase.source, phase.evidence)), *says), phase.review_by
    )
