"""A day as clinicians read it in every country, on every page and paper."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def clinic_date(day: date | str) -> str:
    """A day as clinicians read it in every country and language: 04-Jan-2027."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day:%d-%b-%Y}"


def clinic_day(day: date | str) -> str:
    """The same with its weekday: Mon 04-Jan-2027."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day:%a} {clinic_date(day)}"


def clinic_moment(at: datetime, time_zone: str) -> str:
    """When it was, by the clock of the clinic: 04-Jan-2027 at 10:02."""
    at = at.astimezone(ZoneInfo(time_zone))
    return f"{clinic_date(at)} at {at:%H:%M}"


def in_days(day: date, days: int) -> date:
    """The day so many days later."""
    return day + timedelta(days=days)
