"""The tick by which a plan begins from rounded doses, which were offered beside it: it stands for what is said of them."""

from .texts import LinesField
from .ticks import TickOfValue

ROUNDED = "Begin from rounded doses: {said}"


def rounding_field() -> LinesField:
    """The tick; it is on the page once an offer was taken."""
    return LinesField(required=False, max_length=1000, widget=TickOfValue)
