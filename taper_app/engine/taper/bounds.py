"""What the numbers of a strategy may be: bounds from the data files, for whoever asks for one."""

from decimal import Decimal

from ..catalogue.facts import Catalogue
from .kinds import Within


def days_per_dose(catalogue: Catalogue) -> Within:
    """Days for each dose that moves in a crossover."""
    return Within(*map(Decimal, catalogue.limits["crossover_days"].bounds))


def days_constant(catalogue: Catalogue) -> Within:
    """Days without change after a crossover."""
    return Within(*map(Decimal, catalogue.limits["stabilise_days"].bounds))


def percent(catalogue: Catalogue) -> Within:
    """Percent of a reduction, as the envelope has them."""
    return Within(Decimal(catalogue.envelope.min_percent), Decimal(catalogue.envelope.max_percent))


def interval(catalogue: Catalogue) -> Within:
    """Days between reductions, as the envelope has them."""
    return Within(Decimal(catalogue.envelope.min_days), Decimal(catalogue.envelope.max_days))


def stop_from(catalogue: Catalogue) -> Within:
    """mg diazepam a day from which a plan may stop."""
    return Within(Decimal(0), catalogue.envelope.closing_mg)
