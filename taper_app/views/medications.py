"""The medicines that a patient takes now."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from taper_app.actions import drafts, medications
from taper_app.actions.seen import Changed
from taper_app.chart import patient_today, snapshot
from taper_app.desk.drafts import fields_of
from taper_app.forms.errors import error_links
from taper_app.forms.medication import MedicationForm
from taper_app.forms.medications import MOST_ROWS, MedicationFormSet, MedicationRows, OthersForm, saved_rows, with_taken_again
from taper_app.forms.medicine_choices import MODIFIED_RELEASE
from taper_app.forms.typed import typed_again
from taper_app.models import Patient
from taper_app.pages import words
from taper_app.pages.found_medicines import found_medicines
from taper_app.pages.review_facts import again_all_said

from .access import ClinicRequest, opened_for_another, patient_page, patient_to_change, today_at
from .answers import asked_then, on_the_way, onward
from .keeping import keeps, saved, undo_at

CHECK_TOTAL = "Check the total of each day below."
REMOVED = "What was ticked to be removed is off the list. Undo puts it back into its row, to be saved again."
MOVED = "These medicines were changed in another window since you opened this page, so nothing was saved."


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("medicines", patient_to_change)
def medication_list(request: ClinicRequest, code: str) -> HttpResponse:
    """Every drug with what is prescribed and what is really taken; the whole list is saved at once."""
    patient = patient_to_change(request, code)
    if request.method != "POST":
        prefetch_related_objects([patient], "medications", "clinic__own_products")
    if request.method == "POST" and (refused := opened_for_another(request, patient)):
        return refused
    if request.method == "POST" and is_looking(request.POST):
        return looked_up(request, patient)
    rows, others = bound_forms(request, patient)
    seen = list_seen(patient)
    shown = seen if rows.is_bound else request.kept.seen(seen)
    moved = rows.is_bound and request.POST.get("seen") != seen
    errors = [("", MOVED)] if moved else wrong(rows, others)
    if request.method == "POST" and not errors and "check" not in request.POST:
        try:
            return save(request, patient, rows, seen)
        except Changed:
            shown, moved, errors = list_seen(patient), True, [("", MOVED)]
    context = {
        "rows": rows,
        "cards": cards(rows, echoes(rows, patient) if rows.is_bound or request.kept.data is None else {}),
        "others": others,
        "errors": errors,
        "seen": shown,
        "moved": moved,
        "then": asked_then(request),
        "on_the_way": on_the_way(asked_then(request), patient),
        "carried": again_all_said(patient_today.taken_again(patient)),
    }
    context["stored"] = [words.medication_said(each) for each in patient.medications.all()]
    status = 409 if moved else 422 if errors else 200
    return patient_page(request, patient, "medications/medication_list.html", context, status=status)


def list_seen(patient: Patient) -> str:
    """What a page of the list carries, so that a list changed since then by somebody else is not overwritten unseen."""
    return medications.seen_list(patient)


def wrong(rows: MedicationRows, others: OthersForm) -> list[tuple[str, str]]:
    """Everything that is wrong with what was sent, for the top of the page."""
    whole = [("", str(each)) for each in rows.non_form_errors()] if rows.is_bound else []
    return whole + error_links(*rows.forms, others)


def is_looking(sent: QueryDict) -> bool:
    """Whether a medicine is looked for, by a button or by Enter in the box for it."""
    sought = sent.get("find", "").strip()
    return bool({"look", "put"} & sent.keys() or ("check" not in sent and sought and sought != sent.get("looked_for", sought)))


def looked_up(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """The page as it was sent, with what a name may mean, or with one of these put into the next row. Nothing is checked yet."""
    taken, find = request.POST.get("put", ""), request.POST.get("find", "").strip()
    sent, _ = bound_forms(request, patient)
    typed = sent.typed()
    if taken and len(typed) < MOST_ROWS:
        typed.append(row_of(taken))
    rows = MedicationFormSet(initial=typed, form_kwargs=given_to_rows(patient), prefix="row")
    others = OthersForm(initial={"others_asked": request.POST.get("others_asked")})
    context = {"rows": rows, "cards": cards(rows, {}), "others": others, "errors": [], "then": asked_then(request)}
    context["seen"] = request.POST.get("seen", "")
    if find and not taken:
        found = found_medicines(find, patient.clinic.market)
        context |= {"find": find, "found": found, "next_row": len(typed) + 1 if len(typed) < MOST_ROWS else None}
    return patient_page(request, patient, "medications/medication_list.html", context)


def row_of(taken: str) -> dict[str, Any]:
    """What a look-up found, as a row in which all else is empty; the row says on saving what it lacks."""
    drug, release, product, other = (taken.split("|") + [""] * 4)[:4]
    slow = MODIFIED_RELEASE if release == "modified" and not product else ""
    return {"drug": f"{drug}{slow}", "product": product, "other": other}


def given_to_rows(patient: Patient) -> dict[str, object]:
    """What each row is made with."""
    own = list(patient.clinic.own_products.all())
    again = patient_today.medicines_are_old(patient)
    return {"clinic": patient.clinic, "own": own, "today": today_at(patient.clinic), "again": again}


def bound_forms(request: ClinicRequest, patient: Patient) -> tuple[MedicationRows, OthersForm]:
    """The rows and the question about others, filled from what was sent or from what is stored."""
    kwargs = given_to_rows(patient)
    if request.method == "POST":
        return MedicationFormSet(request.POST, initial=stored_rows(patient), form_kwargs=kwargs, prefix="row"), OthersForm(
            request.POST
        )
    if (data := request.kept.data) is not None and (typed := typed_rows(data, kwargs)) is not None:
        return MedicationFormSet(initial=typed, form_kwargs=kwargs, prefix="row"), typed_again(OthersForm(None), data)
    return MedicationFormSet(initial=stored_rows(patient), form_kwargs=kwargs, prefix="row"), OthersForm(None)


def stored_rows(patient: Patient) -> list[dict[str, Any]]:
    """The rows as they are stored, with what was found to be taken again."""
    return with_taken_again(saved_rows(patient.medications.all()), patient_today.taken_again(patient))


def typed_rows(data: QueryDict, kwargs: dict[str, object]) -> list[dict[str, Any]] | None:
    """The rows as they were typed before; None where what is kept holds no rows."""
    rows = MedicationFormSet(data, form_kwargs=kwargs, prefix="row")
    return rows.typed() if rows.management_form.is_valid() else None


def save(request: ClinicRequest, patient: Patient, rows: MedicationRows, seen: str) -> HttpResponse:
    """Keep the list and go back to the patient, whose page says it in words. Raises Changed."""
    asked_on = today_at(patient.clinic)
    medications.set_medications(patient=patient, rows=rows.rows(), others_asked_on=asked_on, by=request.user, seen=seen)
    came_from = asked_then(request)
    messages.success(request, "The medicines are saved." if came_from else f"The medicines are saved. {CHECK_TOTAL}")
    if rows.deleted_forms:
        put_aside(request, patient)
    return saved(onward(came_from, patient))


def put_aside(request: ClinicRequest, patient: Patient) -> None:
    """Keep the list as it was before rows were removed, and offer to put it back into the boxes of the page."""
    typed = {name: values for name, values in fields_of(request.POST).items() if name != "seen" and not name.endswith("-DELETE")}
    drafts.save_draft(patient=patient, data=typed, by=request.user, purpose="medicines")
    drafts.discard_draft(patient=patient, by=request.user, purpose="medicines")
    messages.warning(request, REMOVED, extra_tags=undo_at(request, reverse("medication_list", args=[patient.code])))


def cards(rows: MedicationRows, said: Mapping[MedicationForm, str]) -> list[dict[str, object]]:
    """Each row with what it says in words; empty rows at the end stand closed, but for the first of a list without any."""
    filled = [number for number, form in enumerate(rows.forms, 1) if form.is_filled]
    last = max(filled, default=1)
    return [
        {"form": form, "number": number, "echo": said.get(form, ""), "open": number <= last}
        for number, form in enumerate(rows.forms, 1)
    ]


def echoes(rows: MedicationRows, patient: Patient) -> dict[MedicationForm, str]:
    """Each row in words, as it is stored or as it was sent; none where it has an error, or begins from what a follow-up found."""
    if not rows.is_bound and patient_today.taken_again(patient).doses:
        return {}
    if rows.is_bound:
        filled = [form for form in rows.forms if form.is_filled and form.is_valid()]
        listed = {form: medications.medication_of(patient, form.row()) for form in filled}
    else:
        listed = dict(zip(rows.forms, patient.medications.all(), strict=False))
    products = snapshot.products_listed(patient.clinic, listed.values())
    return {form: words.takes(each, products) for form, each in listed.items()}
