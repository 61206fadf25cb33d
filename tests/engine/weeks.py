"""Schedules by days of the week, as JSON: for the tests of what a week is, and of what shows it."""

TABLETS = {"7.5": "zopiclone-7p5mg-tablet", "3.75": "zopiclone-3p75mg-tablet"}


def night(mg, *weekdays):
    """Zopiclone at night on these days of the week, as a step holds it."""
    dose = {"time": "night", "drug": "zopiclone", "mg": mg, "pieces": [{"product": TABLETS[mg], "count": "1"}]}
    return dose | ({"weekdays": list(weekdays)} if weekdays else {})


def step(number, starts_on, days, *doses, daily, equivalent, fall="0", percent="0", kind="reduce"):
    """A step that was answered: `daily` is the mean of its week where a dose is on some days."""
    last = {"2027-01-04": "2027-01-17", "2027-01-18": "2027-01-31", "2027-02-01": "2027-02-01"}[starts_on]
    told = {
        "number": number,
        "kind": kind,
        "starts_on": starts_on,
        "last_day": last,
        "days": days,
        "doses": [*doses],
        "daily_mg": {"zopiclone": daily} if doses else {},
        "diazepam_equivalent_mg": equivalent,
        "reduction_mg": fall,
        "reduction_percent": percent,
        "closing": kind == "stop",
    }
    return told | ({"mean": True} if any("weekdays" in each for each in doses) else {})


def by_days():
    """Two weeks of 7.5 mg on five nights and 3.75 mg on two, two weeks of 3.75 mg on six nights and none on Sunday, the stop."""
    most = ("mon", "tue", "wed", "thu", "fri", "sat")
    first = night("7.5", "mon", "wed", "thu", "fri", "sun"), night("3.75", "tue", "sat")
    return {
        "starts_on": "2027-01-04",
        "last_day": "2027-01-31",
        "days": 28,
        "weeks": "4",
        "equivalence": "ashton-2002",
        "baseline_equivalent_mg": "5",
        "steps": [
            step(1, "2027-01-04", 14, *first, daily="6.43", equivalent="4.29", fall="0.71", percent="14.3"),
            step(2, "2027-01-18", 14, night("3.75", *most), daily="3.21", equivalent="2.14", fall="2.14", percent="50"),
            step(3, "2027-02-01", 0, daily="0", equivalent="0", fall="2.14", percent="100", kind="stop"),
        ],
        "supply": [
            {"product": "zopiclone-3p75mg-tablet", "count": "16"},
            {"product": "zopiclone-7p5mg-tablet", "count": "10"},
        ],
    }


REQUEST = {
    "starts_on": "2027-01-04",
    "market": "uk",
    "equivalence": "ashton-2002",
    "regimen": [{"drug": "zopiclone", "night": "7.5"}],
    "strategy": {
        "method": "direct",
        "reduction_percent": "20",
        "interval_days": 14,
        "products": ["zopiclone-7p5mg-tablet", "zopiclone-3p75mg-tablet"],
        "halve": "none",
        "pattern": "days-off",
    },
}
"""Zopiclone 7.5 mg at night, by whole 7.5 and 3.75 mg tablets, with days off at the end: 20 % every two weeks."""
