"""The patient today as a revision keeps it: what the rules were told, with what everything was called on that day."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from taper_app import record
from taper_app.engine import ITEM_9, Medicine, Noted, PatientToday, Scale, Visit, drug_of, load_catalogue, text

DAYS_IN_A_WEEK = 7


def told(known: PatientToday, *, asked_seen: bool = False) -> record.PatientToday:
    """All of it but risks, interacting medicines and the specialist, which a revision has in places of their own.

    `asked_seen` is whether the visit asked what was seen: the rules are told the same where nothing was.
    """
    return record.PatientToday(
        age=known.age,
        medicines=tuple(map(medicine_told, known.medicines)),
        days_since_last_dose=known.days_since_last_dose,
        stopped_on=known.stopped_on,
        visit=record.Visited(tuple(found(known.visit)), asked_seen) if known.visit else None,
    )


def medicine_told(each: Medicine) -> record.Taken:
    """One medicine."""
    return record.Taken(
        drug=drug_of(each.drug),
        release=each.release,
        prescribed_mg=each.prescribed_mg,
        taken_mg=each.taken_mg,
        mean=each.mean,
        use=each.use,
        days_a_week=len(each.weekdays) or DAYS_IN_A_WEEK,
        indication=each.indication,
        since_on=each.since_on,
    )


def found(visit: Visit) -> Iterator[record.Found]:
    """What a visit found, in the order of the page."""
    catalogue = load_catalogue()
    yield from noted("flag", visit.red_flags, catalogue.red_flags)
    yield from noted("seen", visit.seen, catalogue.seen)
    for id_, each in catalogue.substances.items():
        if answer := visit.substances.get(id_):
            yield record.Found("substance", id_, each.name, answer, each.answers[answer])
    for id_, level in visit.symptoms.items():
        yield record.Found("symptom", id_, catalogue.symptoms[id_].name, str(level), "")
    for id_, value in visit.numbers.items():
        yield number_told(id_, value)


def noted(kind: str, ids: Iterable[str], known: Mapping[str, Noted]) -> Iterator[record.Found]:
    """Red flags, or what was seen; one that is in no file any more goes by its id."""
    for id_ in ids:
        yield record.Found(kind, id_, known[id_].name if id_ in known else id_, "yes", "")


def number_told(id_: str, value: Decimal) -> record.Found:
    """A total with the word of its band, the item about suicide by its answer, or a plain number."""
    catalogue, plain = load_catalogue(), text.number(value)
    if id_ == ITEM_9:
        scale = next(each for each in catalogue.scales.values() if each.suicide_item)
        return record.Found("number", id_, f"{scale.name} item {scale.suicide_item}", plain, scale.answers[int(value)].lower())
    if id_ in catalogue.scales:
        return record.Found("number", id_, catalogue.scales[id_].name, plain, in_band(catalogue.scales[id_], value))
    return record.Found("number", id_, catalogue.measures[id_].name, plain, "")


def in_band(scale: Scale, total: Decimal) -> str:
    """A total of its most with the word for it: "45 of 80, severe"."""
    word = next((word for least, word in scale.bands if total >= least), "")
    return ", ".join(filter(None, [f"{text.number(total)} of {scale.most}", word]))
