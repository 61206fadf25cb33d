"""The pace of a new plan: a usual or a published one, or one of the clinician's own: percent, fixed sizes, a day to stop by."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from taper_app.engine import BASES_ASKED, FIELDS, Catalogue, Preset, text

from . import bands, strategy_boxes
from .dates import DateField
from .layout import Labelled, Part, hints, labels
from .page_form import PageForm

OWN, BANDS, FINISH = "own", "bands", "finish"
OWN_PERCENT, OWN_INTERVAL = OWN_NAMES = tuple(FIELDS[name].box.plan for name in strategy_boxes.named("pace"))
BASIS, FINISH_BY = "basis", "finish_by"
CURRENT, BASELINE = "current", "baseline"
NEEDED = {OWN: (OWN_PERCENT, OWN_INTERVAL), BANDS: (OWN_INTERVAL,), FINISH: (FINISH_BY, OWN_INTERVAL)}
"""The boxes that have to be filled in under a pace of one's own; those of the bands are asked row by row."""
MISSING = {
    OWN_PERCENT: "Enter the reduction in percent, such as 7.5.",
    OWN_INTERVAL: "Enter the days between reductions, such as 21.",
    FINISH_BY: "Enter the day by which the plan stops, such as 30 6 2028.",
}
NUMBERS = "Numbers of your own are entered. Choose “Another pace” to use them, or clear them."
TO_ITS_STOP = "A plan that finishes by a day ends with its stop. Leave this empty, or choose another pace."
UNUSED = {
    OWN_PERCENT: NUMBERS,
    OWN_INTERVAL: NUMBERS,
    FINISH_BY: "A day to stop by is entered. Choose “Finish by a day” to use it, or clear it.",
    BASIS: "“The dose at the start” is chosen. Choose “Another pace” to use it, or choose “The current dose”.",
    bands.BY: "Reductions in mg are entered. Choose “Steps of a fixed size in mg” to use them, or clear them.",
}
"""What is said at the pace where one of these boxes is filled in that the pace does not use."""


def paces(catalogue: Catalogue) -> Labelled:
    """Every pace that can be chosen, with the sentence under it."""
    return usual(catalogue) | published(catalogue) | of_ones_own(catalogue)


def usual(catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    """Those by percent of the current dose and days: each end of what ASAM 2025 advises (presets.toml) with each other, as far as
    they are inside the envelope."""
    slow, quick = (catalogue.presets[f"asam-2025-{end}"].strategy for end in ("careful", "usual"))
    slowly, quickly = (Decimal(str(each["reduction_percent"])) for each in (slow, quick))
    seldom, often = (int(str(each["interval_days"])) for each in (slow, quick))
    said = {
        (slowly, seldom): "The gentlest end of the range in ASAM 2025, "
        f"{slowly} to {quickly}% every {often // 7} to {seldom // 7} weeks.",
        (slowly, often): "Small reductions, often.",
        (quickly, seldom): "Larger reductions, seldom.",
        (quickly, often): "The quickest end of that range.",
    }
    return {
        f"{percent}-{days}": (f"{percent}% every {days // 7} weeks", hint)
        for (percent, days), hint in said.items()
        if _within(catalogue, {"reduction_percent": percent, "interval_days": days})
    }


def published(catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    """Those of other guidelines, each with what it sets and where it is from."""
    others = (each for each in catalogue.presets.values() if _usual_of(each.strategy) not in usual(catalogue))
    return {each.id: (each.name, _from(each, catalogue)) for each in others if _within(catalogue, each.strategy)}


def of_ones_own(catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    """Those whose numbers are typed."""
    percents, intervals = (FIELDS[name].kind.within(catalogue) for name in ("reduction_percent", "interval_days"))
    every = f"every {intervals.low} to {intervals.high} days"
    return {
        OWN: ("Another pace", f"From {percents.low} to {percents.high}% of the current dose or of that at the start, {every}."),
        BANDS: (
            "Steps of a fixed size in mg",
            f"Such as {text.mg(2)} at a time down to {text.mg(20)}, then {text.mg(1)}, of the day’s diazepam equivalent.",
        ),
        FINISH: ("Finish by a day", "The gentlest whole percentage that stops by then."),
    }


def _within(catalogue: Catalogue, fields: Mapping[str, object]) -> bool:
    bounds = {name: FIELDS[name].kind.within(catalogue) for name in ("reduction_percent", "interval_days") if name in fields}
    return all(low <= Decimal(str(fields[name])) <= high for name, (low, high) in bounds.items())


def _from(preset: Preset, catalogue: Catalogue) -> str:
    source = catalogue.sources[preset.source]
    return f"{preset.note} {source.title}{f', {source.year}' if source.year.isdecimal() else ''}."


def _usual_of(strategy: Mapping[str, object]) -> str:
    """The usual pace that these fields are, by its value; the caller asks whether there is such a one."""
    if strategy.get("basis", "current") != "current" or strategy.get("finish_by"):
        return ""
    return f"{text.exact(Decimal(str(strategy['reduction_percent'])))}-{strategy['interval_days']}"


# The boxes ----------------------------------------------------------------------------------------


def boxes(catalogue: Catalogue, data: Mapping[str, object]) -> dict[str, forms.Field]:
    """The choice, and the boxes under it, which may stay empty: they are asked for where the pace needs them."""
    pace = forms.ChoiceField(
        label="Pace",
        choices=labels(paces(catalogue)),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the pace.", "invalid_choice": "Choose one of the paces."},
    )
    basis = forms.ChoiceField(
        label=FIELDS[BASIS].box.label,
        choices=labels(BASES_ASKED),
        initial=FIELDS[BASIS].default,
        required=False,
        help_text=" ".join(f"{label}: {hint[:1].lower()}{hint[1:]}" for label, hint in BASES_ASKED.values()),
        error_messages={"invalid_choice": "Choose one of the two."},
    )
    finish = DateField(label="Stop by", example="30 6 2028", required=False)
    rows = [FIELDS[name] for name in strategy_boxes.named("pace")]
    numbers = {row.box.plan: strategy_boxes.number(row, catalogue, row.box.label, required=False) for row in rows}
    return {"pace": pace, **numbers, BASIS: basis, FINISH_BY: finish, **bands.boxes(data)}


def drawn(form: PageForm, catalogue: Catalogue, here: Sequence[str] = ()) -> Part:
    """How they stand on the page: published ones folded away until one of them is chosen or usual `here`, and the boxes by what
    they are for."""
    hinted, own = hints(paces(catalogue)), of_ones_own(catalogue)
    folded = published(catalogue).keys() - set(here)
    options = [(option, hinted.get(option.data["value"], "")) for option in form["pace"]]
    return Part(
        "plans/_pace.html",
        "pace",
        *OWN_NAMES,
        BASIS,
        FINISH_BY,
        *[name for row in bands.names(form) for name in row],
        usual=[each for each in options if each[0].data["value"] not in {*folded, *own}],
        published=[each for each in options if each[0].data["value"] in folded],
        published_open=form["pace"].value() in folded,
        own=[each for each in options if each[0].data["value"] in own],
        boxes=_grouped(form),
    )


def said(form: PageForm) -> str:
    """The pace as it stands in the boxes, right or wrong, for the line that they are folded behind; empty where none is."""
    pace = form["pace"].value() or ""
    percent, interval = (form[name].value() or "…" for name in OWN_NAMES)
    of, label = f"of {form.labels(BASIS).get(form[BASIS].value() or CURRENT, '…').lower()}", form.labels("pace").get(pace, "")
    match pace:
        case "own":
            return f"{percent}% {of} every {interval} days"
        case "bands":
            return f"{label[:1].lower()}{label[1:]} every {interval} days"
        case "finish":
            day = " ".join(filter(None, form[FINISH_BY].value() or ())) or "…"
            return f"stop by {day}, in percent {of} every {interval} days"
    return label


def _grouped(form: PageForm) -> list[dict[str, Any]]:
    """The boxes with the paces that they are for; one that is filled in or wrong is shown whatever is chosen."""
    groups = [
        ((OWN,), [OWN_PERCENT]),
        ((OWN, FINISH), [BASIS]),
        ((FINISH,), [FINISH_BY]),
        ((BANDS,), [name for row in bands.names(form) for name in row]),
        ((OWN, BANDS, FINISH), [OWN_INTERVAL]),
    ]
    return [
        {
            "of": " ".join(f"for-{each}" for each in of),
            "fields": [form[name] for name in names],
            "rows": [[form[name] for name in row] for row in bands.names(form)] if of == (BANDS,) else (),
            "shown": any(name in form.errors or is_entered(form, name) for name in names),
        }
        for of, names in groups
    ]


def is_entered(form: PageForm, name: str) -> bool:
    """Whether something stands in a box that is not there at first, right or wrong."""
    value = form[name].value()
    if name == BASIS:
        return bool(value == BASELINE)
    return any(value) if isinstance(value, list) else bool(value)


# What is wrong, and what is meant -----------------------------------------------------------------


def refuse(form: PageForm) -> None:
    """Say what the pace needs and lacks, and what is entered that it does not use."""
    if "pace" in form.errors:
        return
    pace = form.cleaned_data.get("pace") or ""
    for name in NEEDED.get(pace, ()):
        if form.cleaned_data.get(name) is None and name not in form.errors:
            form.add_error(name, MISSING[name])
    used = {*NEEDED.get(pace, ()), *[BASIS] * (pace in (OWN, FINISH)), *[bands.BY] * (pace == BANDS)}
    entered = [name for name in (*MISSING, BASIS) if is_entered(form, name)] + [bands.BY] * bands.is_filled(form)
    for words in dict.fromkeys(UNUSED[name] for name in entered if name not in used):
        form.add_error("pace", words)
    if pace == BANDS:
        bands.refuse(form)


def refuse_short_closing(form: PageForm, catalogue: Catalogue, other: Decimal | None) -> None:
    """Say where closing steps would be shorter than the others, also than those of the `other` pace: the engine refuses it too,
    here it gets a sentence of its own."""
    days, interval = form.cleaned_data.get("closing_interval_days"), interval_of(form.cleaned_data, catalogue)
    longest = max(filter(None, (interval, other)), default=None)
    if days and longest and days < longest:
        words = f"Closing steps are not shorter than the others. Enter {longest} days or more, or leave it empty."
        form.add_error("closing_interval_days", words)


def interval_of(cleaned: Mapping[str, Any], catalogue: Catalogue) -> Decimal | None:
    """The days between reductions, as far as they are chosen."""
    pace = cleaned.get("pace")
    if not pace or pace in NEEDED:
        return cleaned.get(OWN_INTERVAL)
    published = catalogue.presets.get(pace)
    return Decimal(str(published.strategy["interval_days"])) if published else Decimal(pace.partition("-")[2])


def kind_of(cleaned: Mapping[str, Any], catalogue: Catalogue) -> str:
    """Whether the pace goes by bands, published ones too, or by a day to stop by; empty where it is a percentage or none."""
    pace = cleaned.get("pace") or ""
    if preset := catalogue.presets.get(pace):
        return BANDS if preset.strategy[BASIS] == BANDS else ""
    return pace if pace in (BANDS, FINISH) else ""


def chosen(cleaned: Mapping[str, Any], catalogue: Catalogue) -> dict[str, object]:
    """The fields of a strategy that the pace of a valid form means."""
    pace, basis = cleaned["pace"], cleaned.get(BASIS) or FIELDS[BASIS].default
    if preset := catalogue.presets.get(pace):
        return dict(preset.strategy)
    match pace:
        case "own":
            return {BASIS: basis, "reduction_percent": cleaned[OWN_PERCENT], "interval_days": cleaned[OWN_INTERVAL]}
        case "bands":
            return {BASIS: BANDS, "bands": bands.chosen(cleaned), "interval_days": cleaned[OWN_INTERVAL]}
        case "finish":
            return {BASIS: basis, FINISH_BY: cleaned[FINISH_BY].isoformat(), "interval_days": cleaned[OWN_INTERVAL]}
    percent, interval = pace.split("-")
    return {"reduction_percent": percent, "interval_days": interval}


PACE = ("basis", "reduction_percent", "interval_days", "bands", "finish_by")
"""The fields of a strategy that the pace sets."""


def sent(
    change: Mapping[str, Any], now: Mapping[str, Any], data: Mapping[str, object], catalogue: Catalogue
) -> dict[str, list[str]]:
    """What the boxes send once a change is laid over the fields of the pace as they are `now`; nothing where it brings none."""
    if not set(PACE) & set(change):
        return {}
    told = {name: FIELDS[name].default for name in PACE} | {name: now[name] for name in PACE if name in now} | dict(change)
    typed = (*OWN_NAMES, BASIS, *(f"{FINISH_BY}_{part}" for part in range(3)))
    empty: dict[str, list[str]] = {name: [] for name in typed if name in data} | bands.sent(None, data)
    if offered := _offered(told, catalogue):
        return empty | {"pace": [offered]}
    interval = {OWN_INTERVAL: [str(told["interval_days"])]}
    if told["bands"]:
        return empty | interval | bands.sent(told["bands"], data) | {"pace": [BANDS]}
    based = {BASIS: [str(told["basis"])]}
    if told["finish_by"]:
        year, month, day = str(told["finish_by"]).split("-")
        parts = {f"{FINISH_BY}_{at}": [str(int(part))] for at, part in enumerate((day, month, year))}
        return empty | interval | based | parts | {"pace": [FINISH]}
    return empty | interval | based | {OWN_PERCENT: [str(told["reduction_percent"])], "pace": [OWN]}


def _offered(told: Mapping[str, Any], catalogue: Catalogue) -> str:
    """The value of the usual or published pace that these fields are; empty where they are none."""
    if told["finish_by"]:
        return ""
    if (pace := _usual_of(told)) in usual(catalogue):
        return pace
    for id_ in published(catalogue):
        sets = catalogue.presets[id_].strategy
        if all(_plain(told[name]) == _plain(value) for name, value in sets.items()):
            return id_
    return ""


def _plain(value: object) -> object:
    """A value of a strategy so that 12.5, "12.5" and Decimal("12.50") are the same."""
    if isinstance(value, (list, tuple)):
        return [{name: _plain(each) for name, each in dict(row).items()} for row in value]
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return value
