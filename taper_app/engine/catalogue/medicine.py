"""A medicine as it is taken: a drug in plain form, or as one that lets it go slowly and takes the place of no plain piece.

A medicine is known by one text: the drug's id, or that after "modified-release ", which is also how sentences name it.
"""

from collections.abc import Mapping
from dataclasses import replace

from .drugs import Drug

RELEASES = ("plain", "modified")
MODIFIED = "modified-release "


def medicine(drug: str, release: str = "plain") -> str:
    """The medicine that a drug is in one of RELEASES."""
    return f"{MODIFIED}{drug}" if release == "modified" else drug


def drug_of(medicine: str) -> str:
    """The drug of a medicine, whatever its release."""
    return medicine.removeprefix(MODIFIED)


def is_modified(medicine: str) -> bool:
    """Whether the medicine lets its drug go slowly."""
    return medicine.startswith(MODIFIED)


def release_of(medicine: str) -> str:
    """How the medicine lets its drug go: one of RELEASES."""
    return "modified" if is_modified(medicine) else "plain"


class Drugs(dict[str, Drug]):
    """The drugs by id. A medicine that lets one go slowly is looked up too, and is no further drug: it is not among the keys."""

    def __init__(self, drugs: Mapping[str, Drug]) -> None:
        super().__init__(drugs)

    def __missing__(self, key: str) -> Drug:
        if not is_modified(key) or drug_of(key) not in self:
            raise KeyError(key)
        drug = self[drug_of(key)]
        return replace(drug, id=key, name=f"{MODIFIED}{drug.name}")
