"""A row of a patient's list in words: the medicine as it is, and how it is taken."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from taper_app.engine import text
from taper_app.record import Medication, Product

from .lists import counted, joined
from .products import called, released

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
WEEK_DAYS = tuple(DAYS)


def medicine_called(row: Medication, name: str, products: Mapping[str, Product], market: str) -> str:
    """The medicine as it is: "zolpidem", "zolpidem (modified release)", "lorazepam (0.1 mg in 1 mL oral solution, made by …)"."""
    product = products.get(row.product)
    if product is None:
        return f"{name} ({released(market)})" if row.release == "modified" else name
    return f"{name} ({product_said(product, market)})"


def product_said(product: Product, market: str) -> str:
    """What a medicine is taken as: "0.1 mg in 1 mL oral solution, made by …"."""
    return f"{called(product, market)}{f', made by {product.made_by}' if product.made_by else ''}"


def taken_said(row: Medication, doses: Mapping[str, Decimal], day: Callable[[Mapping[str, Decimal]], str]) -> str:
    """How a row is taken, or prescribed, with `day` to say the doses of one day: "3 mg in the day: …", "as needed, at most …".

    What is no drug of the catalogue has no doses: it is as its words say.
    """
    said = row.taken_as if row.other else day(doses)
    if said == "none":
        return said
    if row.use == "as-needed":
        return f"as needed, {said if row.other else f'at most {said}'}{usual_week(row)}"
    return f"{said}, {days_said(row)}" if row.use == "days" else said


def usual_week(row: Medication) -> str:
    """What is usual in a week of what is taken as needed; empty where nobody said."""
    return "" if row.usual_week_mg is None else f"; usually {text.mg(row.usual_week_mg)} in a week"


def days_said(row: Medication) -> str:
    """The days of a week on which it is taken: "on Monday and Thursday only", "on 3 days a week"."""
    if row.weekdays:
        return f"on {joined([DAYS[each] for each in row.weekdays])} only"
    return f"on {counted(row.days_a_week, 'day')} a week"
