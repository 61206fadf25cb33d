"""What a clinician would call a plan before it is one: its way and its pace."""

from collections.abc import Mapping, Sequence

from taper_app.engine import Product, Strategy, drug_of, text

PARTS = {"half": "half a dose at a time", "quarter": "a quarter of a dose at a time"}
PATTERNS = {"mixed": "by days of the week", "days-off": "by days of the week, then days without"}
OF_THE_DOSE = {"current": "", "baseline": " of the first dose"}


def plan_said(strategy: Strategy, drugs: Sequence[str], sold: Mapping[str, Product]) -> str:
    """The way and the pace: "Cross over to diazepam, 10% every 2 weeks"; `drugs` are the medicines that are taken."""
    return ", ".join([way_said(strategy, drugs), *with_what(strategy, sold), pace_short(strategy)])


def way_said(strategy: Strategy, drugs: Sequence[str]) -> str:
    """The method: "Reduce lorazepam itself", "Cross over to diazepam, half a dose at a time"."""
    if strategy.method == "direct":
        going = [each for each in drugs if each not in strategy.steady]
        way = "Reduce diazepam" if going == ["diazepam"] else f"Reduce {going[0] if len(going) == 1 else 'each drug'} itself"
        return ", ".join([way, *[PATTERNS[each] for each in (strategy.pattern,) if each in PATTERNS]])
    same = strategy.crossover_to in map(drug_of, drugs) and strategy.crossover_to not in drugs
    way = f"Go over to plain {strategy.crossover_to}" if same else f"Cross over to {strategy.crossover_to}"
    parts = [PARTS[each] for each in (strategy.crossover_part,) if each in PARTS]
    return ", ".join([way, *parts, *[PATTERNS[each] for each in (strategy.pattern,) if each in PATTERNS]])


def with_what(strategy: Strategy, sold: Mapping[str, Product]) -> list[str]:
    """What is used beside whole tablets and halves: a liquid, quarters."""
    liquid = any(sold[each].mg_per_ml for each in strategy.products or () if each in sold)
    return ["with a liquid"] * liquid + ["with quarters"] * (strategy.quarter not in ("none", ()))


def pace_short(strategy: Strategy) -> str:
    """The pace: "10% every 2 weeks", "2 mg, then 1 mg every 2 weeks"; with what follows it, and the day that it is to stop by."""
    bands = [text.mg(each.reduction_mg) for each in strategy.bands or ()]
    size = f"{text.number(strategy.reduction_percent)}%{OF_THE_DOSE.get(strategy.basis, '')}"
    first = f"{', then '.join(bands) if strategy.basis == 'bands' else size} {every(strategy.interval_days)}"
    then = [f"later {text.number(each.reduction_percent)}% {every(each.interval_days)}" for each in (strategy.then,) if each]
    by = [f"to stop by {strategy.finish_by:%d-%b-%Y}"] if strategy.finish_by else []
    return ", ".join([first, *then, *by])


def every(days: int) -> str:
    """An interval: "every 2 weeks", "every week", "every 10 days"."""
    if days % 7:
        return f"every {days} days"
    return "every week" if days == 7 else f"every {days // 7} weeks"
