"""How a number, a dose and a date are written, on every page and paper."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from taper_app import logs
from taper_app.engine import Specialist, load_care, load_catalogue, overdue, text
from taper_app.record import Issued
from taper_app.wording import days, people, products, source_places
from taper_app.wording.dose_chart import dose_chart

STRENGTH = re.compile(r"((?:\bde )?\d[\d.,]*\u00a0mg(?: [\w-]+)?)")

register = template.Library()
register.simple_tag(logs.request_id)


def _day(value: date | str) -> date:
    """A date, also from the ISO text that snapshots hold."""
    return date.fromisoformat(value) if isinstance(value, str) else value


@register.filter
def similar_said(identifiers: Sequence[str]) -> str:
    """Whom a patient may be taken for: by their identifiers, since a name or a date here would be read as the patient’s own."""
    some, more = identifiers[:3], len(identifiers) - 3
    return f"Similar name to {', '.join(some)}{f' and {more} more' if more > 0 else ''}"


@register.filter
def whole_strength(words: str) -> str:
    """The words of a piece, with its strength and its form in one line: "one and a half 2 mg tablets"."""
    *parts, rest = STRENGTH.split(words)
    return format_html(
        "{}{}", format_html_join("", '{}<span class="kept">{}</span>', zip(parts[::2], parts[1::2], strict=True)), rest
    )


@register.filter
def mg(amount: Decimal | int | str) -> str:
    """An exact dose: "0.5 mg" with a no-break space."""
    return text.mg(amount)


@register.filter
def about(equivalent: Fraction | Decimal | int | str) -> str:
    """A diazepam equivalent to at most two decimals; the sentence around it says "about"."""
    return text.about(equivalent)


@register.filter
def pieces(taken: Sequence[Any], products: Mapping[str, Any]) -> str:
    """The pieces of one dose in words: "one 10 mg tablet and half a 2 mg tablet"; "none" for none."""
    return text.pieces(taken, products)


@register.filter
def made_for_clinic(issued: Issued) -> list[str]:
    """Each product of a schedule that is made for the clinic, by whom and how long it keeps."""
    return products.made_for_clinic(issued, issued.schedule.steps)


@register.filter
def clinic_date(day: date | str) -> str:
    """A day as clinicians read it, the same in every country: 04-Jan-2027. Empty for none."""
    return days.clinic_date(day) if day else ""


@register.filter
def person(agreed: Specialist) -> str:
    """Who agreed: name, role and day."""
    return people.person_said(agreed)


@register.filter
def source_at(anchor: str) -> str:
    """The address of a part of the sources, which begins with the name of its group: "rules-opioid_together"."""
    return reverse("source_group", args=[source_places.group_of(anchor)]) + source_places.place_of(anchor)


@register.simple_block_tag(takes_context=True)
def away(context: template.Context, content: str, css: str, to: str, *args: object, at: str = "", **query: str) -> str:
    """A way to another page, by its name or address; beside a form that is kept a button that keeps it first (views.keeping).

    `at` is the part of the page where one lands. What is empty in `query` is left out.
    """
    asked = urlencode({name: value for name, value in query.items() if value})
    address = to if to.startswith("/") else reverse(to, args=args)
    address = f"{address}{'?' if asked else ''}{asked}{'#' if at else ''}{at}"
    request: Any = context.get("request")
    kept = getattr(request, "kept", None)
    if kept is None or hasattr(request, "only_reads"):
        return format_html('<a class="{}" href="{}">{}</a>', css, address, content)
    button = '<button class="away {}" name="leave" value="{}" form="{}" formaction="{}">{}</button>'
    return format_html(button, css, address, kept.form, reverse("draft_keep"), content)


@register.filter
def whole_dates(words: str) -> str:
    """The words, escaped, with each of a clinician's dates in them kept on one line."""
    parts = re.split(r"((?:[A-Z][a-z]{2} )?\d{2}-[A-Z][a-z]{2}-\d{4})", words)
    return format_html_join(
        "", '<span class="{}">{}</span>', (("whole" if at % 2 else "words", part) for at, part in enumerate(parts) if part)
    )


@register.inclusion_tag("plans/_dose_curve.html")
def dose_curve(issued: Issued, review_on: date | str | None = None, today: date | None = None, taken: Any = ()) -> dict[str, Any]:
    """The clinician's chart of what was issued or would be, with the next visit, the day it is and what was really taken."""
    return {"chart": dose_chart(issued, review_on=_day(review_on) if review_on else None, today=today, taken=taken)}


@register.inclusion_tag("sources/_past_review.html")
def past_review(today: date, issued: Issued | None = None) -> dict[str, Any]:
    """What of the data is past its review date today; of a plan, issued or not, what it rests on: its rules and tables."""
    late = [*overdue(load_catalogue(), today), *overdue(load_care(), today)]
    return {"late": [each for each in late if issued is None or rests_on(issued, each.part, each.id)], "stored": issued}


def rests_on(issued: Issued, part: str, id: str) -> bool:
    """Whether a plan has a finding by this rule, or an equivalent by this table."""
    tables = (issued.table, *issued.tables_for.values())
    used = {"rules": [each.rule for each in issued.findings], "tables": [each.id for each in tables if each]}
    return id in used.get(part, ())
