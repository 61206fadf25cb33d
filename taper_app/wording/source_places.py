"""Where a part of the sources is read: each group has a page, and of some each part has its own, for the whole is long."""

EACH_APART = {"drugs"}
"""Groups of which a page shows one part in full."""


def group_of(anchor: str) -> str:
    """The group in which a part stands, of its anchor: "rules-opioid_together"."""
    return anchor.partition("-")[0]


def place_of(anchor: str) -> str:
    """What follows the address of the group: where the part is on its page, and which page that is."""
    group, _, part = anchor.partition("-")
    return f"{f'?of={part}' if group in EACH_APART else ''}#{anchor}"
