"""Who may do what: each role and what it may, said here alone. Guards, pages, actions and the page of help read it.

A person has one role towards patients, and may administer the clinic beside it: in a small practice one person is both.
"""

from enum import StrEnum


class May(StrEnum):
    """What somebody may do."""

    READ = "read"  # open every patient of the clinic, search, and print every paper
    MEDICINES = "medicines"  # enter which medicines are taken and which are made for the clinic; say that a register was checked
    PLAN = "plan"  # all else that is recorded of a patient, and to issue
    ADMINISTER = "administer"  # people and their roles, what is set for the clinic, and its events as a file


class Role(StrEnum):
    """What somebody is towards patients."""

    PRESCRIBER = "prescriber"
    PHARMACIST = "pharmacist"
    READER = "reader"
    NONE = "none"  # an administrator who sees no patient


TABLE: dict[Role, frozenset[May]] = {
    Role.PRESCRIBER: frozenset({May.READ, May.MEDICINES, May.PLAN}),
    Role.PHARMACIST: frozenset({May.READ, May.MEDICINES}),
    Role.READER: frozenset({May.READ}),
    Role.NONE: frozenset(),
}
OF_AN_ADMINISTRATOR = frozenset({May.ADMINISTER})
CHANGES = frozenset({May.MEDICINES, May.PLAN})
"""What changes something of a patient."""
ROLES = {
    Role.PRESCRIBER: "Prescriber",
    Role.PHARMACIST: "Pharmacist",
    Role.READER: "Reader",
    Role.NONE: "No patients",
}
"""What each is called."""
SAID = {
    Role.PRESCRIBER: "Sees patients, issues and changes plans, and records all that is found",
    Role.PHARMACIST: "Sees patients and prints every paper; enters medicines, products made for the clinic, and register checks",
    Role.READER: "Sees patients and prints every paper; changes nothing",
    Role.NONE: "Sees no patient: for somebody who administers only",
}
"""What each may, as whoever chooses one reads it."""
WHO = {
    May.READ: "people whose role sees patients",
    May.MEDICINES: "a prescriber or a pharmacist",
    May.PLAN: "a prescriber",
    May.ADMINISTER: "an administrator",
}
"""Who may, for a sentence."""

NEEDED = {
    **dict.fromkeys(("set_medications", "record_plan_check", "add_own_product", "withdraw_own_product"), May.MEDICINES),
    "withdraw_public_pages": May.MEDICINES,  # a lost paper waits for nobody
    **dict.fromkeys(("change_clinic", "invite", "revoke_invitation", "change_role", "close_account"), May.ADMINISTER),
    **dict.fromkeys(("end_sessions", "take_second_factor"), May.ADMINISTER),
    "erase_patient": May.ADMINISTER,
    **dict.fromkeys(("ask_job", "cancel_job"), May.READ),  # it prints, and compares
    "ask_export": May.ADMINISTER,
}
"""What a change needs that needs other than PLAN, by the action of its event."""
OWN = frozenset({"create_clinic", "add_clinician", "close_clinician", "change_password", "change_settings", "accept_invitation"})
OWN |= {
    "add_second_factor",
    "new_recovery_codes",
    "remove_second_factor",
    "reset_second_factor",
    "sign_out_elsewhere",
    "mark_demo",
}
"""Changes of one's own account, and those that an operator makes at the machine in the name of an account."""


def permissions(role: str, is_administrator: bool) -> frozenset[May]:
    """What somebody of this role may. Raises ValueError for a role that there is not."""
    return TABLE[Role(role)] | (OF_AN_ADMINISTRATOR if is_administrator else frozenset())


def needed(action: str) -> May | None:
    """What a change needs, by the action of its event; None where everybody may. One that is not named needs the most."""
    return None if action in OWN else NEEDED.get(action, May.PLAN)
