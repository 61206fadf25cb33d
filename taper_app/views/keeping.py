"""Nothing that is typed is lost: every page on which more than a moment's work is typed keeps it for its user until it is sent.

A page is marked with `keeps`, and its form holds `forms/_keeping.html`. A script sends what is typed to `draft_keep` by and
by, and on every way out (static/js/taper.js); without scripts a button that leads away does, `leave`. What was sent and could
not be recorded is kept as well. The views lay what was found again over their forms (forms.typed).
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from taper_app.actions import drafts
from taper_app.desk.drafts import UnreadableDraft, as_data, of_a_part
from taper_app.desk.keeping import Keeping, Kept, is_done, keeping_of
from taper_app.models import Draft, Patient, Plan, User
from taper_app.wording.days import clinic_moment

from .access import ClinicRequest, plan_to_change
from .who_may import may_change

Page = Callable[..., HttpResponse]
Of = Callable[[ClinicRequest, str], Patient | Plan]

log = logging.getLogger("django.request")
RECORDED = "is_recorded"
CANNOT_BE_SHOWN = "What you had typed here cannot be shown again. This is how it is saved."
TOO_LATE = "That was put aside too long ago, so nothing was put back."
BACK_AGAIN = "What you had typed is back. Nothing of it is saved or issued yet."
TWO_WINDOWS = "In another window you typed something else on this page by {moment}. It is kept: open the page again to see it."


class Done(Exception):
    """What was filled in on a page is issued or recorded since it was opened."""


class Place(NamedTuple):
    """Where a draft is kept among those of its user."""

    patient: Patient | None
    purpose: str
    subject: str


@dataclass(frozen=True)
class KeptForm:
    """A page whose form is kept: what for, how its patient or plan is looked up, and which part of the draft it asks."""

    purpose: str
    of: Of | None
    part: str

    @property
    def at_the_desk(self) -> bool:
        """Whether the desk keeps what is sent (desk.flow)."""
        return self.part in ("form", "reasons", "last")

    def where(self, named: Mapping[str, Any]) -> Q:
        """What finds its drafts, by the parts of its address."""
        if self.of is plan_to_change:
            return Q(purpose=self.purpose, subject=subject_of(named))
        here = Q(purpose=self.purpose, subject="")
        return here & (Q(patient__code=named["code"]) if self.of else Q(patient=None))

    def place(self, request: ClinicRequest, named: Mapping[str, Any]) -> Place:
        """Where its draft is kept. Raises Http404 and StruckOut."""
        found = self.of(request, named["code"]) if self.of else None
        if isinstance(found, Plan):
            return Place(found.patient, self.purpose, subject_of(named))
        return Place(found, self.purpose, "")

    def kept(self, request: ClinicRequest, named: Mapping[str, Any]) -> Kept:
        """What is kept of it, for its page."""
        came_from = urlsplit(request.headers.get("Referer", "")).path
        shows = request.method in ("GET", "HEAD") and self.part not in ("reasons", "last")
        sent = request.POST if request.method == "POST" else None
        form = self.purpose if self.at_the_desk else "work"
        return Kept(request.user, self.where(named), form, request.path, timezone.now(), came_from, shows, sent)


def subject_of(named: Mapping[str, Any]) -> str:
    """The plan of an address, and the visit of it."""
    return "/".join(str(named[each]) for each in ("code", "review") if each in named)


def keeps(purpose: str, of: Of | None = None, *, part: str = "") -> Callable[[Page], Page]:
    """For a page whose form is kept. Of the desk's pages it says which `part` of the draft they ask; these keep what is sent."""
    kept_form = KeptForm(purpose, of, part)

    def for_page(page: Page) -> Page:
        @wraps(page)
        def answer(request: ClinicRequest, **named: Any) -> HttpResponse:
            request.kept = kept_form.kept(request, named)
            if kept_form.at_the_desk:
                return page(request, **named)
            if request.method != "POST":
                return looked_at(request, page, named)
            place = kept_form.place(request, named)  # asked first: a record that is struck out by the page has no place any more
            response = page(request, **named)
            sent(request, place, is_recorded=hasattr(response, RECORDED))
            return response

        answer.kept_form = kept_form  # type: ignore[attr-defined]  # where what was typed is kept, by the address of its page
        return answer

    return for_page


def saved(response: HttpResponse) -> HttpResponse:
    """The answer of a page by which what was sent stands as it was sent: its draft is forgotten. No other answer loses one."""
    setattr(response, RECORDED, True)
    return response


def looked_at(request: ClinicRequest, page: Page, named: dict[str, Any]) -> HttpResponse:
    """The page with what was found again; where nothing can be made of that, as it is saved, so that one can go on there."""
    try:
        return page(request, **named)
    except Exception as error:
        if request.kept.data is None or isinstance(error, DatabaseError):
            raise
        log.exception("What was typed at %s cannot be shown", request.path)
        request.kept = request.kept.without()
        messages.warning(request, CANNOT_BE_SHOWN)
        return page(request, **named)


def sent(request: ClinicRequest, place: Place, *, is_recorded: bool) -> None:
    """Forget the draft of what was recorded; keep what could not be, as it was sent."""
    keeping, by = keeping_of(request.POST), request.user
    if keeping is None or (keeping.by, keeping.address) != (by.pk, request.path):
        return
    if not is_recorded:
        keep(request, keeping, request.POST, over=True)
        return
    there = drafts.drop_draft(patient=place.patient, by=by, purpose=place.purpose, subject=place.subject, opened=keeping.opened)
    if there:
        messages.warning(request, TWO_WINDOWS.format(moment=clinic_moment(there.saved_at, by.clinic.time_zone)))


def form_at(address: str, by: User) -> tuple[KeptForm, dict[str, Any]]:
    """The page at an address, and the parts of it. Raises Http404, and PermissionDenied for whoever may not send its form."""
    found = resolve(address)
    if not may_change(by, found.url_name or ""):
        raise PermissionDenied(f"{by.username} may not send the form of {found.url_name}.")
    return found.func.kept_form, found.kwargs  # type: ignore[attr-defined]  # as `keeps` has marked it


def keep(request: ClinicRequest, keeping: Keeping, typed: QueryDict, *, over: bool) -> Draft:
    """Keep what was typed on a page. Raises Done, KeptElsewhere, Overtaken, Http404, PermissionDenied and StruckOut."""
    kept_form, named = form_at(keeping.address, request.user)
    place = kept_form.place(request, named)
    if is_done(place.patient, request.user, place.purpose, place.subject, keeping.opened):
        raise Done
    before = Draft.objects.filter(kept_form.where(named), user=request.user).first()
    try:
        stored = as_data(before.data) if before else None
    except UnreadableDraft:
        stored = None
    fields = of_a_part(kept_form.part, typed, stored)
    return drafts.save_draft(
        patient=place.patient,
        data=fields,
        by=request.user,
        purpose=place.purpose,
        subject=place.subject,
        opened=keeping.opened,
        over=over,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def draft_keep(request: ClinicRequest) -> HttpResponse:
    """Keep what is typed on another page, put it aside or back, and lead away from there or back to it."""
    if request.method != "POST":
        return redirect("today")
    keeping = keeping_of(request.POST)
    if keeping is None or keeping.by != request.user.pk:
        return render(request, "not_kept.html", status=409)
    asked = request.POST
    if "discard" in asked or "undo" in asked:
        return discard_or_undo(request, keeping)
    try:
        draft = keep(request, keeping, asked, over="over" in asked or "leave" in asked)
    except (Done, drafts.Overtaken):
        return redirect(leads_to(keeping, asked["leave"])) if "leave" in asked else render(request, "_kept_done.html", status=409)
    except drafts.KeptElsewhere as error:
        moment = clinic_moment(error.draft.saved_at, request.user.clinic.time_zone)
        return render(request, "_kept_elsewhere.html", {"moment": moment}, status=409)
    if "leave" in asked:
        return redirect(leads_to(keeping, asked["leave"]))
    moment = clinic_moment(draft.saved_at, request.user.clinic.time_zone)
    return HttpResponse(status=204, headers={"Kept": moment})


def leads_to(keeping: Keeping, away: str) -> str:
    """Where a button leads that keeps first: to an address of this site, else back to the page."""
    return away if is_ours(away) else keeping.address


def discard_or_undo(request: ClinicRequest, keeping: Keeping) -> HttpResponse:
    """Put aside what was typed, or back what was put aside, and show the page again."""
    kept_form, named = form_at(keeping.address, request.user)
    place = kept_form.place(request, named)
    patient, purpose, subject = place
    if "discard" in request.POST:
        drafts.discard_draft(patient=patient, by=request.user, purpose=purpose, subject=subject)
    elif drafts.put_back(patient=patient, by=request.user, purpose=purpose, subject=subject):
        messages.success(request, BACK_AGAIN)
    else:
        messages.warning(request, TOO_LATE)
    return redirect(keeping.address)


def undo_at(request: ClinicRequest, address: str) -> str:
    """What a message carries, as its extra tags, that offers to put back what was put aside at this address."""
    return Keeping(request.user.pk, address, drafts.Opened("", timezone.now())).signed()


def is_ours(address: str) -> bool:
    """Whether it is an address of this site, written without its name."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
