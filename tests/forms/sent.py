"""What a page sends: plain values as its boxes send them."""

from datetime import date

from django.http import QueryDict

NOTHING_USUAL = {"usual_table": "", "usual_paces": [], "usual_start": ""}
"""Of a clinic that has said nothing of what it usually chooses."""


def sent(**fields):
    """A form's data; a list is several ticks of one name, a day is three boxes."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        if isinstance(value, date):
            data.update({f"{name}_{at}": str(each) for at, each in enumerate((value.day, value.month, value.year))})
        else:
            data.setlist(name, value if isinstance(value, list) else [str(value)])
    return data
