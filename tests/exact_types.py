"""A part of mypy: in the engine and the record no division makes a float. Only types can tell: 1 / 3 does, Fraction(1) / 3 not.

pyproject.toml names it for script/lint; tests/test_architecture.py shows that it notices one.
"""

from collections.abc import Callable
from pathlib import Path

from mypy.plugin import MethodContext, Plugin
from mypy.types import Instance, Type, get_proper_type

ROOMS = ("taper_app/engine/", "taper_app/record/")
MAKE_FLOATS = {
    "builtins.int.__truediv__",
    "builtins.int.__rtruediv__",
    "datetime.timedelta.__truediv__",
    "datetime.timedelta.total_seconds",
}
"""How whole numbers and spans of time become floats without one being named."""
MESSAGE = "this makes a float, and a dose is exact: write Fraction(a, b), Decimal(a) / b, or a // b for whole ones"


def refuse_float(context: MethodContext) -> Type:
    """What mypy asks of such a call or operator: its type, after an error where it makes a float in one of these rooms."""
    made = get_proper_type(context.default_return_type)
    is_float = isinstance(made, Instance) and made.type.fullname == "builtins.float"
    if is_float and any(room in Path(context.api.path).as_posix() for room in ROOMS):
        context.api.fail(MESSAGE, context.context)
    return context.default_return_type


class Exact(Plugin):
    """Looks at what makes floats, and leaves everything else to mypy."""

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        """What looks at a method, which an operator is too; nothing for all the others."""
        return refuse_float if fullname in MAKE_FLOATS else None


def plugin(version: str) -> type[Plugin]:
    """What mypy calls, whatever its version."""
    return Exact
