"""The questions about a patient's risks: asked on one page, kept as a whole, and looked at again at each visit."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from taper_app.actions import risks
from taper_app.chart import adjuncts, risk_picture
from taper_app.desk.drafts import UnreadableDraft, as_data
from taper_app.desk.review import PlanReview
from taper_app.engine import load_catalogue
from taper_app.forms.errors import error_links
from taper_app.forms.risks import RisksForm, unanswered, with_the_rest
from taper_app.forms.so_far import found_so_far
from taper_app.forms.typed import typed_again
from taper_app.models import Patient, RiskPicture
from taper_app.pages import adjunct_lines
from taper_app.pages.risk_lines import found_since, names_of, risk_line
from taper_app.pages.weighings import weighing_line
from taper_app.wording import lists

from .access import ClinicRequest, opened_for_another, patient_page, patient_to_change, today_at
from .answers import back, on_the_way, onward
from .keeping import keeps, saved

CHANGED = "{name} has answered these questions since you opened this page, so nothing was saved."
REST = (
    "What you left is answered below as having nothing to note, and marked: nobody has asked these. Nothing is saved yet. "
    "Ask and tick what you can, then save."
)
STILL = " These still want an answer of yours: {questions}"
SAVED = "The answers about risks are saved."


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("risks", patient_to_change)
def risks_edit(request: ClinicRequest, code: str) -> HttpResponse:
    """Every question with its answers; they are saved together, and lead on to where one came from."""
    patient = patient_to_change(request, code)
    if request.method != "POST":
        form = with_none_too_old(risks_form(patient, None, risk_picture.newest(patient)), patient)
        form.initial.update(weighed := risk_picture.weighed_since(patient, risk_picture.newest(patient)))
        form = typed_again(form, request.kept.data)
        return risks_page(request, patient, with_adjunct(patient, request.GET, form), weighed=weighed)
    if refused := opened_for_another(request, patient):
        return refused
    if "rest" in request.POST:
        return answer_the_rest(request, patient)
    form = risks_form(patient, request.POST, risk_picture.newest(patient))
    return save(request, patient, form) if form.is_valid() else risks_page(request, patient, form, status=422)


def risks_form(patient: Patient, data: QueryDict | None, picture: RiskPicture | None) -> RisksForm:
    """The form, which begins from the newest answers."""
    taken = risk_picture.interacting_of(picture) if picture else ()
    return RisksForm(data, catalogue=load_catalogue(), answers=risk_picture.answers_of(picture), interacting=taken)


def with_none_too_old(form: RisksForm, patient: Patient) -> RisksForm:
    """The form without answers that are too old to a question that is asked one by one, but for those that say something."""
    if is_too_old(risk_picture.newest(patient), today_at(patient.clinic)):
        anew = risk_picture.asked_anew(load_catalogue())
        form.initial = {name: value for name, value in form.initial.items() if anew.get(name) != value}
    return form


def with_adjunct(patient: Patient, asked: QueryDict, form: RisksForm) -> RisksForm:
    """The form with an adjunct that is taken filled in where that was asked for. Nothing is saved, and it can be cleared."""
    for each in adjuncts.lacking(patient, today_at(patient.clinic)):
        if each.sedating and asked.get("sedating") == each.entry.adjunct:
            form.initial["sedatives"] = "yes"
        if (medicine := asked.get("add", "")) in each.interacts:
            form.fill_in(medicine, each.entry.started_on)
    return form


def answer_the_rest(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Give the usual answer where there is none, and show all of it for one more look. Nothing is saved."""
    asked = load_catalogue().risks
    may = risk_picture.by_one_button(load_catalogue())
    marked = risks_form(patient, request.POST, None).by_button(may)
    data, answered = with_the_rest(request.POST, may)
    left = unanswered(data, asked)
    messages.info(request, REST + (STILL.format(questions=" ".join(left)) if left else ""))
    form = typed_again(risks_form(patient, None, None), data)
    return risks_page(request, patient, form, answered=answered | marked)


def save(request: ClinicRequest, patient: Patient, form: RisksForm) -> HttpResponse:
    """Keep the answers and go on, or say who else has answered meanwhile."""
    sent = request.POST.get("seen", "")
    try:
        risks.record_risks(
            patient=patient,
            seen=int(sent) if sent in NUMBERS else 0,
            answers=form.answers,
            interacting=form.interacting,
            by_button=form.by_button(risk_picture.by_one_button(load_catalogue())),
            today=today_at(patient.clinic),
            by=request.user,
        )
    except risks.RisksChanged as error:
        errors = [("", CHANGED.format(name=error.picture.recorded_by.get_full_name()))]
        return risks_page(request, patient, form, errors=errors, status=409)
    messages.success(request, SAVED)
    return saved(onward(request.POST.get("then", ""), patient))


NUMBERS = frozenset(map(str, range(10_000)))  # what a picture's number may be


def risks_page(
    request: ClinicRequest,
    patient: Patient,
    form: RisksForm,
    *,
    answered: set[str] | None = None,
    weighed: Collection[str] = (),
    errors: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The questions; above them who answered last and when, and what a visit has found since.

    `weighed` are the questions that are answered as was weighed since.
    """
    picture, today = risk_picture.newest(patient), today_at(patient.clinic)
    asked = request.POST if request.method == "POST" else request.GET
    number = picture.number if picture else 0
    context = {
        "form": form,
        "errors": error_links(form) if errors is None else errors,
        "picture": picture,
        "stored": risk_line(patient, today) if status == 409 else None,
        "seen": number if status == 409 else asked.get("seen", number if request.method == "POST" else request.kept.seen(number)),
        "then": asked.get("then", ""),
        "back": back(asked.get("then", ""), patient),
        "on_the_way": on_the_way(asked.get("then", ""), patient),
        "answered": marked_on(form, picture) if answered is None else answered,
        "found": found_since(patient, picture, found_so_far(draft_of_visit(request, patient))),
        "weighed": names_of(weighed),
        "too_old": is_too_old(picture, today),
        "offers": list(adjunct_lines.offers(patient, today)),
        **weighing_line(patient),
    }
    return patient_page(request, patient, "risks/risks_edit.html", context, status=status)


def marked_on(form: RisksForm, picture: RiskPicture | None) -> set[str]:
    """The questions that a button answered: of what was sent, or of the answers that the page begins from."""
    may = risk_picture.by_one_button(load_catalogue())
    return form.by_button(may) if form.is_bound else {*(picture.by_button if picture else ())} & may.keys()


def draft_of_visit(request: ClinicRequest, patient: Patient) -> QueryDict | None:
    """What this clinician has filled in so far for a review of the patient; None where nothing is."""
    draft = request.user.drafts.filter(patient=patient, purpose=PlanReview.purpose).first()
    try:
        return as_data(draft.data) if draft else None
    except UnreadableDraft:
        return None


def is_too_old(picture: RiskPicture | None, today: date) -> Mapping[str, Any] | None:
    """That answers there are do not hold for a new plan any more, and for how long they do."""
    return {"days": lists.counted(risk_picture.days_held(), "day")} if picture and risk_picture.are_old(picture, today) else None
