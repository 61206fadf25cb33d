"""Which backups are kept, and that one is made at a time."""

from datetime import UTC, datetime, timedelta

import pytest

from taper_app.backups.folder import alone_in, made, path_of, to_drop
from taper_app.backups.refused import BackupRefused

NOW = datetime(2027, 3, 1, 12, 7, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def test_every_quarter_of_an_hour_for_a_day_then_hours_for_a_week_then_days():
    """One every 15 minutes leaves all of the last day, the first of each hour for a week, of each day for as long as is said."""
    there = set()
    for number in range(10 * 96 + 1):
        now = NOW + number * QUARTER
        there.add(now)
        there -= to_drop(there, now, 9)
    ages = sorted(now - each for each in there)
    assert ages[:97] == [number * QUARTER for number in range(97)]
    rest = [each for each in there if now - each > timedelta(days=1)]
    hourly = sorted(each for each in rest if now - each <= timedelta(days=7))
    assert [each.minute for each in hourly] == [7] * 6 * 24  # the first of its hour, which began at 12:07
    daily = sorted(each for each in rest if each not in hourly)
    assert [each.date() for each in daily] == [now.date() - timedelta(days=days) for days in (8, 7)]
    assert {(each.hour, each.minute) for each in daily} == {(0, 7)}


def test_the_newest_stays_whatever_its_age():
    """Where the timer stood still for a year, the last backup is not dropped; and one after "now" is nothing to judge by."""
    old = NOW - timedelta(days=400)
    assert to_drop([old, old + QUARTER], NOW, 35) == {old}
    assert to_drop([NOW + timedelta(days=3), NOW], NOW, 35) == set()


def test_what_somebody_put_there_is_left_alone(tmp_path):
    """Only files with a name of ours are counted; what a backup that was stopped left behind goes with the next one."""
    left, own = tmp_path / "taper-20270301T120700Z.age.part", tmp_path / "taper-before-the-move.age"
    for path in (left, own, path_of(tmp_path, NOW)):
        path.touch()
    with alone_in(tmp_path):
        assert made(tmp_path) == {NOW.replace(second=0): tmp_path / "taper-20270301T120700Z.age"}
    assert own.exists()
    assert not left.exists()


def test_one_at_a_time(tmp_path):
    """While a backup is being made, another one says so and does nothing."""
    with alone_in(tmp_path), pytest.raises(BackupRefused, match="not done yet"), alone_in(tmp_path):
        pass
