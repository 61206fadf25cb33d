"""The pieces of a dose as drawings: a picture tells the strengths of a plan apart by size, shape and the number on it.

What a plan does not cut is drawn without a line to cut it at. Numbers are lines of our own and no text, so that nobody is read
a number of the picture beside the words that say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from taper_app.engine import Piece, text
from taper_app.wording.products import PrintedProduct

STROKES = {
    "0": "M1 0H3Q4 0 4 1V5Q4 6 3 6H1Q0 6 0 5V1Q0 0 1 0Z",
    "1": "M.8 1.2 2.4 0V6",
    "2": "M.1 1.4Q.3 0 2 0 4 0 4 1.6 4 2.6 3 3.5L0 6H4",
    "3": "M.2.4Q1 0 2 0 3.8 0 3.8 1.5 3.8 2.9 1.6 2.9 4 2.9 4 4.4 4 6 2 6 .6 6 0 5.2",
    "4": "M3 6V0L0 4.2H4",
    "5": "M3.7 0H.6L.3 2.8Q1 2.3 2 2.3 4 2.3 4 4.1 4 6 2 6 .8 6 0 5.2",
    "6": "M3.4.2Q0 1 0 4 0 6 2 6 4 6 4 4.1 4 2.4 2.1 2.4.6 2.4 0 3.9",
    "7": "M0 0H4L1.6 6",
    "8": "M2 2.8Q.3 2.6.3 1.4.3 0 2 0 3.7 0 3.7 1.4 3.7 2.6 2 2.8 0 3 0 4.4 0 6 2 6 4 6 4 4.4 4 3 2 2.8Z",
    "9": "M.6 5.8Q4 5 4 2 4 0 2 0 0 0 0 1.9 0 3.6 1.9 3.6 3.4 3.6 4 2.1",
    ".": "M.3 5.7V6",
}
"""Each sign as a line, four wide and six high."""
SIZES = (24, 22, 20, 18)
"""How high a piece is drawn, from the highest strength of a drug down; 24 are 8 mm."""
SHAPES = ("round", "oval", "square", "plaque")
"""The shape of a tablet by its drug, so that two drugs do not look alike."""
ROOM = {1: 300, 2: 180, 3: 126, 4: 96}
"""How wide the pictures of one dose may be, by how many times of day stand beside each other."""
GAP = 2


@dataclass(frozen=True)
class Path:
    """One line or area of a drawing; `look` names how it is drawn, `at` moves and scales it as SVG says."""

    d: str
    look: str
    at: str = ""


@dataclass(frozen=True)
class Drawing:
    """A picture of all pieces of one kind in a dose; lengths are in units of a third of a millimetre."""

    width: str
    height: str
    paths: tuple[Path, ...]

    @property
    def wide(self) -> str:
        """How wide it is drawn, in millimetres."""
        return _n(float(self.width) / 3)


class Pictures:
    """Draws the products of one paper: `cut` are those of which it has a part, `ranks` how many stronger ones of the drug there
    are, `drugs` which shape a drug has, and `times` how many times of day stand beside each other."""

    def __init__(self, products: Mapping[str, PrintedProduct], pieces: Sequence[Piece], times: int) -> None:
        self.products, self.room = products, ROOM[times or 1]
        used = list(dict.fromkeys(piece.product for piece in pieces))
        self.cut = {piece.product for piece in pieces if (piece.count or Decimal(0)) % 1}
        self.drugs = list(dict.fromkeys(product.drug for product in products.values()))
        stronger = {
            id_: {self._mg(each) for each in used if products[each].drug == products[id_].drug and self._mg(each) > self._mg(id_)}
            for id_ in used
        }
        self.ranks = {id_: min(len(found), len(SIZES) - 1) for id_, found in stronger.items()}

    def _mg(self, id_: str) -> Decimal:
        return self.products[id_].strength_mg or Decimal(0)

    def drawn(self, piece: Piece) -> Drawing:
        """The picture of one kind of piece: as many as there are, the parts beside the whole ones."""
        product = self.products[piece.product]
        if piece.measured:
            return _dropper() if product.drop_mg is not None else _syringe(piece)
        whole, part = divmod(piece.count or Decimal(0), 1)
        size = SIZES[self.ranks[piece.product]]
        label = text.number(product.strength_mg) if product.strength_mg else ""
        solid = _Solid(self._shape(product), size, label, piece.product in self.cut)
        return _beside([solid.whole()] * int(whole) + [solid.part(each) for each in _parts(part)], self.room)

    def _shape(self, product: PrintedProduct) -> str:
        for form in ("capsule", "film"):
            if form in product.form:
                return form
        return SHAPES[self.drugs.index(product.drug) % len(SHAPES)]


def _parts(part: Decimal) -> tuple[Decimal, ...]:
    """Halves and quarters that make a part."""
    half, quarter = Decimal("0.5"), Decimal("0.25")
    return {Decimal(0): (), quarter: (quarter,), half: (half,), half + quarter: (half, quarter)}[part.normalize()]


@dataclass(frozen=True)
class _Solid:
    """One piece of a tablet, capsule or film."""

    shape: str
    size: float
    label: str
    scored: bool

    @property
    def wide(self) -> float:
        return self.size * {"oval": 1.2, "capsule": 1.6, "film": 1.2}.get(self.shape, 1)

    @property
    def high(self) -> float:
        return self.size * {"oval": 0.85, "capsule": 0.7, "film": 0.85}.get(self.shape, 1)

    def outline(self) -> str:
        w, h = self.wide - 2, self.high - 2
        r = {"round": h / 2, "oval": h / 2, "capsule": h / 2, "square": h / 5, "film": 0, "plaque": h / 3}[self.shape]
        right, down = w - 2 * r, h - 2 * r
        if not right and not down:
            return f"M1 {_n(1 + r)}a{_n(r)} {_n(r)} 0 1 1 {_n(w)} 0a{_n(r)} {_n(r)} 0 1 1 -{_n(w)} 0z"
        return (
            f"M{_n(1 + r)} 1h{_n(right)}a{_n(r)} {_n(r)} 0 0 1 {_n(r)} {_n(r)}v{_n(down)}a{_n(r)} {_n(r)} 0 0 1 -{_n(r)} {_n(r)}"
            f"h-{_n(right)}a{_n(r)} {_n(r)} 0 0 1 -{_n(r)} -{_n(r)}v-{_n(down)}a{_n(r)} {_n(r)} 0 0 1 {_n(r)} -{_n(r)}z"
        )

    def whole(self) -> tuple[float, float, list[Path]]:
        w, h = self.wide, self.high
        paths = [Path(self.outline(), "solid")]
        if self.shape == "capsule":
            r = h / 2 - 1
            half = f"M{_n(w * 0.62)} 1h{_n(w * 0.38 - 1 - r)}a{_n(r)} {_n(r)} 0 0 1 0 {_n(2 * r)}h-{_n(w * 0.38 - 1 - r)}z"
            paths += [Path(half, "dark"), *_label(self.label, w * 0.34, h / 2, w * 0.38, h * 0.44)]
            return w, h, paths
        if self.scored:
            line = f"M{_n(w / 2)} 1v{_n(h * 0.17)}M{_n(w / 2)} {_n(h - 1)}v-{_n(h * 0.17)}"
            paths = [Path(self.outline() + line, "solid")]
        return w, h, [*paths, *_label(self.label, w / 2, h / 2, w * 0.62, h * 0.4)]

    def part(self, part: Decimal) -> tuple[float, float, list[Path]]:
        """A half is the left of it, a quarter the upper left; where the rest was is only hinted at."""
        w, h, quarter = self.wide, self.high, part == Decimal("0.25")
        r = min(w, h) / 2 - 1 if self.shape in ("round", "oval") else h / 6
        corner = f"M{_n(w / 2)} 1H{_n(1 + r)}A{_n(r)} {_n(r)} 0 0 0 1 {_n(1 + r)}"
        low = f"V{_n(h / 2)}" if quarter else f"V{_n(h - 1 - r)}A{_n(r)} {_n(r)} 0 0 0 {_n(1 + r)} {_n(h - 1)}"
        kept = f"{corner}{low}H{_n(w / 2)}z"
        label = [] if quarter else _label(self.label, w * 0.3, h / 2, w * 0.25, h * 0.3)
        return w, h, [Path(self.outline(), "ghost"), Path(kept, "solid"), *label]


def _label(words: str, x: float, y: float, room: float, high: float) -> list[Path]:
    """The strength around a point, in no more than this room."""
    wide = sum(2 if sign == "." else 5.6 for sign in words) - 1.6
    scale = min(high / 6, room / wide) if words else 0
    at, found = x - wide * scale / 2, []
    for sign in words:
        if sign in STROKES:
            found.append(Path(STROKES[sign], "sign", f"translate({_n(at)} {_n(y - 3 * scale)}) scale({_n(scale)})"))
        at += (2 if sign == "." else 5.6) * scale
    return found


def _beside(pieces: list[tuple[float, float, list[Path]]], room: float) -> Drawing:
    """Pieces beside each other, in rows that are no wider than the room."""
    across = max(wide for wide, _high, _paths in pieces) + GAP
    down = max(high for _wide, high, _paths in pieces)
    a_row = max(1, int((room + GAP) // across))
    paths = []
    for number, (_wide, high, drawn) in enumerate(pieces):
        row, column = divmod(number, a_row)
        x, y = column * across, row * (down + GAP) + (down - high) / 2
        moved = f"translate({_n(x)} {_n(y)})" if x or y else ""
        paths += [Path(each.d, each.look, f"{moved} {each.at}".strip()) for each in drawn]
    rows = -(-len(pieces) // a_row)
    return Drawing(_n(min(len(pieces), a_row) * across - GAP), _n(rows * (down + GAP) - GAP), tuple(paths))


def _syringe(piece: Piece) -> Drawing:
    """An oral syringe, lying, filled as far as the volume is of its size."""
    filled = 40 * float((piece.ml or 0) / piece.syringe_ml) if piece.syringe_ml else 20.0
    return Drawing(
        "72",
        "17",
        (
            Path(f"M7 4h{_n(min(filled, 40))}v9H7z", "shade"),
            Path("M7 3h42v11H7zM7 6.5H1.5v4H7", "line"),
            Path(f"M{_n(7 + min(filled, 40))} 4v9M{_n(7 + min(filled, 40))} 8.5H70M70 3v11M49 1v15", "line"),
            Path("M17 14v-3M27 14v-3M37 14v-3", "score"),
        ),
    )


def _dropper() -> Drawing:
    """The dropper of a bottle with a drop below it."""
    return Drawing(
        "24",
        "28",
        (
            Path("M8 8V4Q8 1 12 1 16 1 16 4V8", "dark"),
            Path("M6 8H18V11H6zM9 11V16L11 19H13L15 16V11", "line"),
            Path("M12 20.5Q15 24 15 25 15 27.3 12 27.3 9 27.3 9 25 9 24 12 20.5z", "dark"),
        ),
    )


def _n(value: float) -> str:
    """A coordinate with a point and no more than two decimals, whatever the language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
