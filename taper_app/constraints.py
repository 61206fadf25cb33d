"""Facts about columns that the database itself holds to, as models name them."""

from decimal import Decimal
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


def filled(*fields: str) -> list[models.CheckConstraint]:
    """A constraint for each field: it is never the empty text."""
    return [models.CheckConstraint(condition=~Q(**{field: ""}), name=f"%(class)s_{field}_filled") for field in fields]


def one_of(field: str, values: list) -> models.CheckConstraint:
    """A constraint: the field holds one of these values."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=f"%(class)s_{field}_known")


def within(field: str, low: object, high: object) -> models.CheckConstraint:
    """A constraint: the field is not under `low` and not over `high`."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__range": (low, high)}),
        name=f"%(class)s_{field}_range",
        violation_error_message=f"The {field.replace('_', ' ')} must be from {low} to {high}.",
    )


time_zones = cache(available_timezones)
"""Their names, read from their files once: there are hundreds of files."""


def known_time_zone(name: str) -> None:
    """Raises ValidationError for a name that is not in the time zone database."""
    if name not in time_zones():
        raise ValidationError(f"{name!r} is not a time zone: write it like Europe/London or America/New_York.")


def dose() -> models.DecimalField:
    """One drug at one time of day, in mg."""
    return models.DecimalField(max_digits=8, decimal_places=4, default=Decimal(0))
