"""The two kinds of work at the desk, as far as they differ, and what either brings to the page that is confirmed."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.db.models import prefetch_related_objects
from django.http import QueryDict

from taper_app.actions import drafts
from taper_app.actions.signing import Signing
from taper_app.chart.read_once import reads_once
from taper_app.engine import CautionAnswer, Specialist
from taper_app.forms.errors import error_links
from taper_app.forms.identity import IdentityForm
from taper_app.forms.old_paper import OldPaperForm
from taper_app.forms.reviews import NextReviewForm
from taper_app.models import Patient, User
from taper_app.pages.outcomes import Panel

from .answers import Answer, Done, Page, Sent
from .drafts import answered, as_data, reason_given
from .keeping import opened_of
from .made import Made
from .own_answers import answers_given, answers_said


class FilledIn(Protocol):
    """A form that was filled in."""

    def is_valid(self) -> bool: ...


F = TypeVar("F", bound=FilledIn)


@dataclass(frozen=True)
class Check(Generic[F]):
    """A valid form from a draft with what it makes, and the forms of what is asked last: each only where it is asked."""

    data: QueryDict
    form: F
    made: Made
    today: date
    identity: IdentityForm | None
    day: NextReviewForm | None = None
    paper: OldPaperForm | None = None

    @cached_property
    def answered(self) -> str:
        """What the page carries, so that a draft changed in another window is not confirmed unseen."""
        return answered(self.data)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong with what is asked last."""
        return error_links(*[each for each in (self.day, self.paper, self.identity) if each is not None])

    def is_valid(self) -> bool:
        """Whether nothing is."""
        return all(each.is_valid() for each in (self.day, self.paper, self.identity) if each is not None)

    @property
    def reason(self) -> str:
        """The reason given for the cautions that want one now; empty where none was given, or none is wanted."""
        return reason_given(self.data, self.made.asked_about) if self.made.wants_reason else ""

    @cached_property
    def own(self) -> dict[str, CautionAnswer]:
        """What was answered, by rule, to what cautions ask of their own."""
        return answers_given(self.data, self.made.questions, self.today)

    @property
    def wants_reason(self) -> bool:
        """Whether a caution still wants a reason or its own answer: of what would be issued, or of what this visit measured."""
        unsaid = {each.rule for each in self.made.questions} - self.own.keys()
        return not self.made.blocked and bool(unsaid or (self.made.wants_reason and not self.reason))

    def signing(self, specialist: Specialist | None, seen_digest: str) -> Signing:
        """What is said in signing it; `seen_digest` is of what the page showed."""
        typed = self.identity.cleaned_data if self.identity else {}
        return Signing(
            specialist=specialist,
            override_reason=self.reason,
            initials=typed.get("initials", ""),
            birth_year=typed.get("birth_year", ""),
            seen_digest=seen_digest,
            answers=self.own,
        )

    @property
    def context(self) -> dict[str, Any]:
        """What the page shows of any kind."""
        own = {"form": self.form, "day": self.day, "paper_form": self.paper, "identity": self.identity}
        answers = answers_said(self.made.questions, self.own)
        return self.made.context | own | {"own_answers": answers, "reason": self.reason, "answered": self.answered}


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where one kind of work has its pages.

    `onward` comes after the form, `back` is where one goes on from a draft that makes nothing, `choices` where what a caution is
    about is changed, `outcomes` where one is once an outcome was chosen, `draft` is the draft on paper, and `left` where one is
    once the draft is thrown away.
    """

    form: str
    onward: str
    back: str
    choices: str
    outcomes: str
    cautions: str
    check: str
    left: str
    draft: str = ""


class Kind(ABC, Generic[F]):
    """What is made for one patient, by one clinician, today. `moved` and `thrown_away` are sentences."""

    purpose: ClassVar[str]
    check_template: ClassVar[str]
    moved: ClassVar[str]
    thrown_away: ClassVar[str]

    def __init__(self, patient: Patient, by: User, today: date, at: Addresses, subject: str = "") -> None:
        """`subject` tells its draft from others of the patient for the same purpose."""
        self.patient, self.by, self.today, self.at, self.subject = patient, by, today, at, subject
        self.read()
        self.opened: drafts.Opened | None = None
        self.sent_before: Sent = None  # what the page that is confirmed had sent, before it was shown again who sends it

    def read(self) -> None:
        """From here on what a page asks for a dozen times is read once."""
        prefetch_related_objects([self.patient], "medications", "clinic__own_products")
        reads_once(self.patient)

    # The draft ------------------------------------------------------------------------------------

    def sent_from(self, sent: Sent) -> None:
        """Note which page sent it, so that what another window has kept meanwhile is not lost."""
        self.opened = opened_of(sent, self.by)

    def draft(self) -> QueryDict | None:
        """What this clinician last filled in for it. Raises UnreadableDraft."""
        kept = self.by.drafts.filter(patient=self.patient, purpose=self.purpose, subject=self.subject).first()
        return None if kept is None else as_data(kept.data)

    def keep(self, fields: Mapping[str, list[str]]) -> None:
        """Keep this as the draft; what another window has kept since the page was opened is put aside."""
        drafts.save_draft(
            patient=self.patient, data=fields, by=self.by, purpose=self.purpose, subject=self.subject, opened=self.opened
        )

    def drop(self) -> None:
        """Forget the draft, which is recorded."""
        drafts.drop_draft(patient=self.patient, by=self.by, purpose=self.purpose, subject=self.subject)

    def discard(self) -> None:
        """Put the draft aside, as it is not wanted."""
        drafts.discard_draft(patient=self.patient, by=self.by, purpose=self.purpose, subject=self.subject)

    # Before it ------------------------------------------------------------------------------------

    @abstractmethod
    def elsewhere(self, sent: Sent) -> Answer | None:
        """What answers instead while it cannot be made; None where nothing stands in the way."""

    def overtaken(self, data: QueryDict | None) -> bool:
        """Whether what was filled in was begun before something that has been recorded since."""
        return False

    # Its form, and what that makes ----------------------------------------------------------------

    @abstractmethod
    def form(self, data: QueryDict | None) -> F:
        """The form with these answers, or as it stands at first."""

    @abstractmethod
    def page(self, data: QueryDict | None, status: int = 200, form: F | None = None) -> Page:
        """The page of the form; of this one, where it is made of the same data already."""

    def live(self, data: QueryDict) -> Page:
        """What of the page is another one once this was typed. Raises NotImplementedError where a page is not live."""
        raise NotImplementedError

    def with_ways(self, data: QueryDict) -> Page | None:
        """The choices that make no plan, each with what would make it possible; None where a page has no such choices."""
        return None

    @abstractmethod
    def made(self, form: F) -> Made:
        """What a valid form makes."""

    @abstractmethod
    def laid_over(self, form: F, offer: Mapping[str, Any]) -> dict[str, list[str]]:
        """What a valid form was sent, with an alternative's change in it."""

    def reached(self, data: QueryDict | None) -> Panel:
        """What can be reached from what stands in the form. Raises NotImplementedError where nothing is chosen by its outcome."""
        raise NotImplementedError

    def with_outcome(self, data: QueryDict, wanted: str) -> dict[str, list[str]] | None:
        """What was sent with the outcome of this id laid over it; None where no such one can be reached from there."""
        return None

    # What is confirmed ----------------------------------------------------------------------------

    @abstractmethod
    def check(self, data: QueryDict, form: F, sent: Sent) -> Check[F] | None:
        """What stands on the page that is confirmed, of a valid form; None where that makes nothing to look at."""

    @abstractmethod
    def about(self) -> dict[str, Any]:
        """What every page of it needs."""

    @abstractmethod
    def check_context(self, checked: Check[F]) -> dict[str, Any]:
        """What the page that is confirmed shows of this kind alone."""

    @abstractmethod
    def nothing_left(self) -> Answer:
        """What answers where something is confirmed of which no draft is left."""

    @abstractmethod
    def record(self, checked: Check[F], seen_digest: str) -> Done:
        """Issue or record it. Raises identity.WrongPatient, NotIssued and engine.Refusal."""

    def refused(self, checked: Check[F], error: Exception) -> Answer | None:
        """What answers where it could not be; None where the page says so itself, at a field or above them all."""
        return None

    @abstractmethod
    def done_already(self, sent: QueryDict) -> str:
        """Where this very form has led before: a second click, Back or a reload leads there too. Else empty."""
