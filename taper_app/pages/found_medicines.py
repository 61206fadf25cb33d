"""What a name that was looked up may mean, and what each would put into a row. Nothing is taken by itself."""

from dataclasses import dataclass

from taper_app.engine import Found, load_catalogue, look_up, text
from taper_app.wording.products import released


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One that may be meant: its words, what there is to say of it, and what its button puts into a row."""

    words: str
    remarks: tuple[str, ...]
    drug: str
    release: str
    product: str
    other: str

    @property
    def taken(self) -> str:
        """What the button sends."""
        return "|".join((self.drug, self.release, self.product, self.other))


def found_medicines(typed: str, market: str) -> list[FoundLine]:
    """What was typed may be these, the likeliest first; none where nothing is near."""
    return [_line(each, market) for each in look_up(load_catalogue(), typed, market)]


def _line(found: Found, market: str) -> FoundLine:
    if found.other:
        words = found.other if found.name == found.other else f"{found.name}: {found.other}"
        return FoundLine(words, (found.words,), "", "plain", "", found.other)
    products = load_catalogue().products(market)
    said = [products[found.product].label if found.product else found.drug]
    said += [released(market)] if found.release == "modified" and not found.product else []
    name = "" if found.name.casefold() == found.drug else f"{found.name}: "
    return FoundLine(f"{name}{', '.join(said)}", tuple(_remarks(found)), found.drug, found.release, found.product, "")


def _remarks(found: Found) -> list[str]:
    remarks = [f"Not the same as {found.like}: the names look alike."] if found.like else []
    if found.mg is not None and not found.product:
        remarks.append(f"No product of {text.mg(found.mg)} is known here.")
    elif not found.sold:
        remarks.append("Not sold here.")
    return remarks
