"""The answers of a half-filled form: as they are sent, and as a draft keeps them."""

from django.http import QueryDict

from taper_app.engine import is_reason
from taper_app.forms.reasons import PREFIX
from taper_app.forms.texts import can_be_read
from taper_app.seals import sha256

NOT_FIELDS = {"csrfmiddlewaretoken", "patient", "preview", "check", "draft", "change", "outcome", "pick", "risks", "medicines"}
NOT_FIELDS |= {"keeping", "keeping_number", "discard", "undo", "leave", "over", "ways"}
WHO = {"initials", "birth_year"}  # typed again where something is signed, each time
REASON = ("override_reason", "reason_for")  # what was written, and the cautions that it answers
ASKED_LAST = ("next_review_on_0", "next_review_on_1", "next_review_on_2", "old_paper")


class UnreadableDraft(Exception):
    """What is kept of a half-filled form is not what a form sends."""


def as_data(fields: object) -> QueryDict:
    """Stored answers as if they had just been sent. Raises UnreadableDraft."""
    if not isinstance(fields, dict) or not all(map(are_texts, fields.values())):
        raise UnreadableDraft("Not texts by the names of fields.")
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def are_texts(values: object) -> bool:
    """Whether it is what a form sends under one name."""
    return isinstance(values, list) and all(isinstance(each, str) for each in values)


def fields_of(data: QueryDict) -> dict[str, list[str]]:
    """The answers in what was sent, as a draft keeps them."""
    return {name: data.getlist(name) for name in data if name not in NOT_FIELDS | WHO}


def answers_asked_last(data: QueryDict) -> dict[str, list[str]]:
    """Those to what is asked only on the page that is confirmed."""
    return {name: data.getlist(name) for name in ASKED_LAST if name in data}


def of_a_part(part: str, sent: QueryDict, before: QueryDict | None) -> dict[str, list[str]]:
    """What was filled in by now, where a part of it was sent: the reasons, what is asked last, or one page of two."""
    stored = dict(before.lists()) if before else {}
    match part:
        case "reasons":
            return {name: stored[name] for name in stored if not is_reasons(name)} | reasons_typed(
                sent, sent.get("asked_about", "")
            )
        case "last":
            return stored | answers_asked_last(sent)
        case "onto":
            return stored | fields_of(sent)
    return fields_of(sent) | reason_kept(before)


def answered(data: QueryDict) -> str:
    """What a check page carries, so that a draft changed in another window is not confirmed unseen.

    What is asked on that page itself is no part of it: the same page sent twice at once is no change.
    """
    return sha256({name: values for name, values in data.lists() if name not in ASKED_LAST})


def reason_given(data: QueryDict, asked_about: str) -> str:
    """The reason in a draft, where it was given for these very cautions, can be one and can be read; else empty."""
    reason = data.get("override_reason", "") if data.get("reason_for") == asked_about else ""
    return reason if is_reason(reason) and can_be_read(reason) else ""


def reasons_typed(sent: QueryDict, asked_about: str) -> dict[str, list[str]]:
    """What was written about these cautions, right or not, as a draft keeps it."""
    return reason_kept(sent) | {"reason_for": [asked_about]}


def reason_kept(data: QueryDict | None) -> dict[str, list[str]]:
    """The reason and the answers in a draft, to go on with them in the next; they count only while the cautions stay the same."""
    return {name: data.getlist(name) for name in data or () if data and is_reasons(name)}


def is_reasons(name: str) -> bool:
    """Whether a field of this name is of the page of cautions."""
    return name in REASON or name.startswith(PREFIX)
