"""A revision is issued: numbered, sealed, and never changed."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from taper_app.actions import unseen
from taper_app.chart import care_plan
from taper_app.models import Plan, Revision, User
from taper_app.record import Issued
from taper_app.seals import sha256


def issue_next(plan: Plan, issued: Issued, by: User) -> Revision:
    """The revision after the latest, numbered and with the care beside the dose as it stands. Raises plans.TextUnseen."""
    unseen.refuse_unseen_on_paper(plan.patient)
    number, issued_at = plan.revisions.latest("number").number + 1, timezone.now()  # no number is given twice
    after = replace(
        issued,
        number=number,
        replaces=plan.revisions.in_force().number,
        code=plan.code,
        issued_by=by.get_full_name(),
        care=care_plan.care_told(plan.care.all()),
    )
    return keep(plan=plan, number=number, built=after.to_json(), issued_at=issued_at, by=by)


def sealed_for(plan: Plan, revision: Revision) -> Revision:
    """The revision as one of another plan, with the code of that one, its own hash and its own seal; not kept yet."""
    built = replace(revision.issued(), code=plan.code).to_json()
    revision.plan, revision.sha256 = plan, sha256(built)
    revision.snapshot, revision.seal = built, revision.own_seal()
    return revision


def keep(*, plan: Plan, number: int, built: dict[str, object], issued_at: datetime, by: User) -> Revision:
    """The revision that keeps what is built for ever, with its hash and its seal."""
    revision = Revision(plan=plan, number=number, issued_at=issued_at, issued_by=by, sha256=sha256(built))
    revision.snapshot, revision.seal = built, revision.own_seal()
    revision.save(force_insert=True)
    return revision
