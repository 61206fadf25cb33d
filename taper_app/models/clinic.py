"""A place with its own patients and clinicians."""

from decimal import Decimal

from django.db import models

from taper_app.engine import WEEKDAYS, load_catalogue

from .constraints import (
    Written,
    code,
    days_in_order,
    filled,
    known_time_zone,
    months_in_order,
    one_of,
    weekdays_in_order,
    within,
)

MOST_YEARS_KEPT = 100


def usual_diazepam_mg(market: str = "") -> Decimal:
    """The most diazepam a day, in mg, that a crossover reaches without a remark in a market, until a clinic says otherwise."""
    return load_catalogue().threshold("diazepam_threshold", market).mg


def usual_weekdays() -> list[str]:
    """The days of the week on which a clinic is open until it says otherwise."""
    return list(WEEKDAYS[:5])


def market_choices() -> list[tuple[str, str]]:
    """The markets that a clinic can be of, each with its name."""
    return [(each.id, each.name) for each in load_catalogue().markets.values()]


def weekday_choices() -> list[tuple[str, str]]:
    """No day, or a day of the week."""
    return [("", "None"), *((each, each.capitalize()) for each in WEEKDAYS)]


class Clinic(Written):
    """A place with its own patients and clinicians; what it prints and what it stocks."""

    class PaperSize(models.TextChoices):
        A4 = "A4", "A4"
        LETTER = "Letter", "Letter"

    class DispensingInterval(models.IntegerChoices):
        WEEK = 7, "7 days"
        FORTNIGHT = 14, "14 days"
        FOUR_WEEKS = 28, "28 days"

    class HandoutRows(models.TextChoices):
        SAFE_ORDER = "safe-order", "To the next visit, then what comes after"
        TO_REVIEW = "to-review", "To the next visit only"
        ALIKE = "alike", "All rows alike"

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=60)
    out_of_hours = models.CharField("out-of-hours line", max_length=120)
    time_zone = models.CharField(max_length=60, validators=[known_time_zone])
    market = models.CharField(max_length=8, choices=market_choices)
    paper_size = models.CharField(max_length=8, choices=PaperSize)
    stocked_products = models.JSONField(default=list, blank=True)  # product ids; empty: all the market has
    dispensing_interval_days = models.PositiveSmallIntegerField(choices=DispensingInterval, default=DispensingInterval.FOUR_WEEKS)
    diazepam_threshold_mg = models.DecimalField(max_digits=8, decimal_places=4, default=usual_diazepam_mg)
    specialist_threshold_mg = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)  # none: the rule's own
    inpatient_threshold_mg = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)  # none: the rule's own
    review_every_days = models.PositiveSmallIntegerField(null=True, blank=True)  # none: at each change of dose
    open_weekdays = models.JSONField(default=usual_weekdays, validators=[weekdays_in_order])
    closed_on = models.JSONField(default=list, blank=True, validators=[days_in_order])  # ISO dates, beside the days of the week
    follow_up_months = models.JSONField(default=list, blank=True, validators=[months_in_order])  # none: those of the data
    handout_rows = models.CharField(max_length=12, choices=HandoutRows, default=HandoutRows.SAFE_ORDER)
    public_pages = models.BooleanField(default=False)  # a code on each handout opens it as a web page, without signing in
    public_pages_withdrawn = models.PositiveIntegerField(default=0)  # how often all codes of before were made void
    keep_years = models.PositiveSmallIntegerField(null=True, blank=True)  # after the last entry; none: the rule of the market
    usual_table = models.CharField(max_length=40, default="", blank=True)  # its id: this and the next two stand first, unchosen
    usual_paces = models.JSONField(default=list, blank=True)  # by their values on the form of a plan
    is_demo = models.BooleanField(default=False)  # only `manage.py demo` makes one: its patients do not exist
    usual_start = models.CharField(max_length=9, choices=weekday_choices, default="", blank=True)

    class Meta:
        constraints = [
            *filled("name", "phone", "out_of_hours", "time_zone"),
            code("market"),
            one_of("paper_size", ["A4", "Letter"]),
            one_of("dispensing_interval_days", [7, 14, 28]),
            *(within(f"{name}_threshold_mg", 1, 1000) for name in ("diazepam", "specialist", "inpatient")),
            within("review_every_days", 7, 90),
            within("public_pages_withdrawn", 0, 1_000_000),
            one_of("handout_rows", ["safe-order", "to-review", "alike"]),
            within("keep_years", 1, MOST_YEARS_KEPT),
            code("usual_table", 40, may_be_empty=True),
            one_of("usual_start", ["", *WEEKDAYS]),
        ]

    def __str__(self) -> str:
        return self.name
