"""A day as clinicians read it in every country, on every page and paper."""

from datetime import date, timedelta


def clinic_date(day: date | str) -> str:
    """A day as clinicians read it in every country and language: 04-Jan-2027."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day:%d-%b-%Y}"


def clinic_day(day: date | str) -> str:
    """The same with its weekday: Mon 04-Jan-2027."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day:%a} {clinic_date(day)}"


def in_days(day: date, days: int) -> date:
    """The day so many days later."""
    return day + timedelta(days=days)
