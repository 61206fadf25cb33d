"""The way from the form to the record: fill in, preview, cautions, check, issue. Both kinds of work go it."""

from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from taper_app import engine
from taper_app.actions import identity
from taper_app.chart.refused import NotIssued
from taper_app.forms.errors import error_links
from taper_app.forms.reasons import ReasonForm
from taper_app.forms.typed import typed_again
from taper_app.record import Issued
from taper_app.wording.people import answer_lines

from .answers import Answer, Done, Onward, Page, Sent
from .drafts import answers_asked_last, as_data, fields_of, reason_kept, reasons_typed
from .kind import Check, F, Kind
from .made import Made
from .own_answers import typed

CAUTIONS_MOVED = "The cautions are no longer those you saw. Read them as they are now, then answer them again."

OUTCOME_GONE = (
    "That plan can no longer be reached: what is typed, or what is on record, is not what it was worked out from. The plans that "
    "are possible now are below."
)

DETOURS = {"risks": "risks_edit", "medicines": "medication_list"}
"""Where a button of the form leads: the draft is kept, and from there one comes back to it."""


# Fill in -----------------------------------------------------------------------------------------


def fill_in(kind: Kind[F], sent: Sent) -> Answer:
    """The form as its draft has it, or what comes of sending it."""
    kind.sent_from(sent)
    if elsewhere := kind.elsewhere(sent):
        return elsewhere
    if sent is not None and "discard" in sent:
        return discard(kind)
    if sent is None:
        return kind.page(kind.draft())
    if "outcome" in sent:
        return choose(kind, sent)
    if "ways" in sent:
        return look_for_ways(kind, sent)
    return take_offer(kind, sent) if "change" in sent else send(kind, sent)


def discard(kind: Kind[F]) -> Onward:
    """Forget what was filled in."""
    kind.discard()
    return Onward(kind.at.left, kind.thrown_away, undo=kind.at.form)


def live(kind: Kind[F], sent: Sent) -> Answer:
    """Draw what stands in the form makes now, right or not. Nothing is kept: the page itself sees to that (views.keeping)."""
    if elsewhere := kind.elsewhere(sent):
        return elsewhere
    if sent is None:
        return kind.page(kind.draft())
    data = as_data(fields_of(sent))
    return (kind.with_ways(data) if "ways" in sent else None) or kind.live(data)


def look_for_ways(kind: Kind[F], sent: QueryDict) -> Answer:
    """The page as it was sent, with what would make possible what cannot be made from there."""
    fields = fields_of(sent) | reason_kept(kind.draft())
    kind.keep(fields)
    data = as_data(fields)
    page, ways = kind.page(data), kind.with_ways(data)
    return replace(page, context=page.context | ways.context) if ways else page


def send(kind: Kind[F], sent: QueryDict) -> Answer:
    """Keep what was sent once it is read, then go on to what it makes."""
    fields = fields_of(sent) | reason_kept(kind.draft())
    data = as_data(fields)
    form = kind.form(data)
    valid = form.is_valid()
    kind.keep(fields)
    for button, address in DETOURS.items():
        if button in sent:
            return Onward(reverse(address, args=[kind.patient.code]) + f"?then={kind.purpose}")
    if kind.overtaken(data):
        return kind.page(data, status=409)
    onward = kind.at.check if "check" in sent else kind.at.draft if "draft" in sent else kind.at.onward
    return Onward(onward) if valid else kind.page(data, 422, form)


def choose(kind: Kind[F], sent: QueryDict) -> Answer:
    """Lay an outcome over what was sent, which is kept in any case. It has to be one that can be reached from there."""
    fields = fields_of(sent) | reason_kept(kind.draft())
    kind.keep(fields)
    data = as_data(fields)
    if kind.overtaken(data):
        return kind.page(data, status=409)
    chosen = kind.with_outcome(data, sent.get("outcome", ""))
    if chosen is None:
        page = kind.page(data, 409)
        return replace(page, context=page.context | {"gone": OUTCOME_GONE, "errors": []})
    kind.keep(chosen)
    return Onward(kind.at.outcomes)


def take_offer(kind: Kind[F], sent: QueryDict) -> Onward:
    """Lay one of the alternatives over the draft, which is what was sent where its form was sent too.

    It has to be one that the engine offers for the draft as it stands.
    """
    wanted = sent.get("change", "")
    if "shown" in sent:
        kind.keep(fields_of(sent) | reason_kept(kind.draft()))
    form = kind.form(kind.draft())
    offers = kind.made(form).offers if form.is_valid() else ()
    change = next((each.offer.change for each in offers if each.id == wanted), None)
    if change is None:
        return Onward(kind.at.onward, kind.moved, warning=True)
    kind.keep(kind.laid_over(form, change))
    return Onward(kind.at.onward)


# Cautions ----------------------------------------------------------------------------------------


def cautions(kind: Kind[F], sent: Sent) -> Answer:
    """All cautions that nobody has answered yet: some with their own questions, and one reason for the others.

    On to the check where nothing is asked. What was typed is kept, right or not.
    """
    kind.sent_from(sent)
    if elsewhere := kind.elsewhere(sent):
        return elsewhere
    data = kind.draft()
    checked = None if kind.overtaken(data) else looked_at(kind, data)
    if data is None or checked is None or not checked.made.asked:
        return Onward(kind.at.check)
    made, asked_about = checked.made, checked.made.asked_about
    form = ReasonForm(
        sent,
        today=kind.today,
        own=made.questions,
        wants_reason=made.wants_reason,
        initial=typed(data, made.questions, asked_about),
    )
    moved = sent is not None and sent.get("asked_about") != asked_about
    if sent is not None and not moved:
        kind.keep(dict(data.lists()) | reasons_typed(sent, asked_about))
        if form.is_valid():
            return Onward(kind.at.check)
    errors = [("", CAUTIONS_MOVED)] if moved else error_links(form)
    asked: dict[str, Any] = cards(form, made) | {
        "asked_about": asked_about,
        "form": form,
        "errors": errors,
        "back": kind.at.choices,
    }
    return Page("plans/cautions.html", kind.about() | asked, status_of(errors, moved=moved))


def cards(form: ReasonForm, made: Made) -> dict[str, Any]:
    """The cautions that are answered each by itself, with their boxes, and those that one reason answers.

    Each has the answer that it had before, where that does not stand any more.
    """
    boxes = {each.rule: [[form[name] for name in row] for row in each.rows] for each in made.questions}
    last = {each.rule: (each, answer_lines(each)) for each in made.answered_before}
    asked = [one | {"own": boxes.get(one["rule"], ()), "last": last.get(one["rule"])} for one in made.asked]
    return {"asked": asked, "alone": [one for one in asked if one["own"]], "together": [one for one in asked if not one["own"]]}


def looked_at(kind: Kind[F], data: QueryDict | None, sent: Sent = None) -> Check[F] | None:
    """The draft with what it makes; None while there is none, something is wrong in it, or it makes nothing to look at."""
    if data is None:
        return None
    form = kind.form(data)
    return kind.check(data, form, sent) if form.is_valid() else None


def status_of(errors: list[tuple[str, str]], *, moved: bool) -> int:
    """The status of a page that says what is wrong with what was sent, or that it was sent for something else."""
    return 409 if moved else 422 if errors else 200


# Check, then issue -------------------------------------------------------------------------------


def check(kind: Kind[F], sent: Sent) -> Answer:
    """Every answer and what they make, once more; then it is issued or recorded, once."""
    kind.sent_from(sent)
    if sent is not None and (done := kind.done_already(sent)):
        return Onward(done)
    answer = kind.elsewhere(sent) or check_draft(kind, sent)
    if sent is None or isinstance(answer, Done):
        return answer
    done = kind.done_already(sent)  # asked last too: another click may have issued it just now
    return Onward(done) if done else answer


def check_draft(kind: Kind[F], sent: Sent) -> Answer:
    """The page with all answers, or what comes of sending it."""
    data = kind.draft()
    if kind.overtaken(data):
        return Onward(kind.at.form) if sent is None else kind.page(data, status=409)
    if data is None:
        return Onward(kind.at.back) if sent is None else kind.nothing_left()
    checked = looked_at(kind, data, sent)
    if checked is None:
        return Onward(kind.at.back)
    if sent is not None:
        return confirm(kind, checked, sent)
    if checked.identity is not None:
        typed_again(checked.identity, kind.sent_before)
    return Onward(kind.at.cautions) if checked.wants_reason else check_page(kind, checked)


def confirm(kind: Kind[F], checked: Check[F], sent: QueryDict) -> Answer:
    """What comes of the page once it is sent: what was asked on it is kept before anything else is asked."""
    asked_last = checked.day or checked.paper
    if checked.wants_reason and not asked_last:
        return Onward(kind.at.cautions)
    if sent.get("answered") != checked.answered:
        return check_page(kind, checked, kind.moved)
    if asked_last:
        kind.keep(dict(checked.data.lists()) | answers_asked_last(sent))
    if checked.wants_reason:
        return Onward(kind.at.cautions)
    return issue(kind, checked, sent.get("seen_digest", "")) if checked.is_valid() else check_page(kind, checked)


def issue(kind: Kind[F], checked: Check[F], seen_digest: str) -> Answer:
    """Issue or record it, or say what stands against it, which is read anew."""
    kind.read()
    try:
        return kind.record(checked, seen_digest)
    except identity.WrongPatient as error:
        if checked.identity is None:
            raise
        checked.identity.refuse(error.wrong)
        return check_page(kind, checked)
    except (NotIssued, engine.Refusal) as error:
        return kind.refused(checked, error) or check_page(kind, checked, "" if checked.errors else str(error))


def check_page(kind: Kind[F], checked: Check[F], refused: str = "") -> Page:
    """All answers, what they make, and what is asked last; what was typed is kept."""
    errors = [("", refused)] if refused else checked.errors
    context: dict[str, Any] = kind.about() | checked.context | kind.check_context(checked) | {"errors": errors}
    return Page(kind.check_template, context, status_of(errors, moved=bool(refused)))


# On paper, to talk about -------------------------------------------------------------------------


def on_paper(kind: Kind[F]) -> Issued | Answer:
    """What would be issued; where nothing would be, the way back to what makes nothing."""
    if elsewhere := kind.elsewhere(None):
        return elsewhere
    checked = looked_at(kind, kind.draft())
    if checked is None:
        return Onward(kind.at.back)
    made = checked.made
    return made.issued if made.issued is not None and made.changes else Onward(kind.at.check)
