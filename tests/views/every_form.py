"""Every address that takes a form, each with its page as its user finds it."""

from django import forms
from django.urls import reverse

from taper_app.models import Plan, User
from tests.actions.test_reviews import IN_TAPER
from tests.actions.visits import begin
from tests.test_doors import GROUPS, routes
from tests.views.payloads import plan_fields
from tests.views.test_plans import at, give_reason
from tests.views.test_reviews import answered, record, send, visit_on

ACCOUNT = ("account_logout", "account_reauthenticate", "account_change_password", "mfa_activate_totp", "mfa_add_webauthn")
ACCOUNT += ("account_login", "invitation_accept")
CLOSED = "account_signup"  # it has no form
BUTTONS = ("plan_checked", "public_pages_withdraw", "plan_compare", "review_compare", "people_list")  # pages of buttons
BUTTONS += ("mfa_index", "session_left", "job_list", "job_detail")
ONLY_WITH_A_FACTOR = ("mfa_authenticate", "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
SEARCH = "quick_keep"  # only says whom what stands in its address is for, by the search of patient_list
KEEPS = "draft_keep"  # takes what is typed on any of the others
CLINIC = ("clinic_edit", "own_product_list", "patient_list", "patient_add", "user_settings", "people_invite", "outside_read")
PATIENT = ("patient_edit", "medication_list", "risks_edit", "patient_in_error", "weighing_edit", "relapse_plan_edit")
PATIENT += ("no_taper_new", "adjunct_list", "plan_new", "plan_cautions", "plan_check")
REVIEW = ("review_new", "review_cautions", "review_check", "review_missed", "care_edit")
AFTER_THE_END = {"follow_up_new": (), "follow_up_days": (), "plan_in_error": (), "review_in_error": (1,)}
EVERY_FORM = (*CLINIC, *PATIENT, *REVIEW, *AFTER_THE_END, *ACCOUNT)


def taking_forms(client, clinician, patient_code, plan_code):
    """The names of the addresses of the site that answer to what is sent."""
    found = set()
    for route, name in routes():
        of = {"code": plan_code if route.startswith("plans/") else patient_code} if "<code:code>" in route else {}
        of |= {"number": 1} if "<int:number>" in route else {}
        of |= {"review": 1} if "<int:review>" in route else {}
        of |= GROUPS.get(name, {})
        client.force_login(clinician)
        if client.post(reverse(name, kwargs=of)).status_code != 405:
            found.add(name)
    return found


def every_form(client, clinician, take, monday):
    """Name, address and page of each form, and what would be filled in again: before a plan, at a visit, after the end."""
    patient = take({"drug": "lorazepam", "prescribed_night": "4", "taken_night": "2"})
    own = {"differs_seen": "on", "pace": "own", "own_percent": "25", "own_interval": "14"}
    client.force_login(clinician)
    for name in CLINIC:
        yield name, reverse(name), client.get(reverse(name))
    for name in PATIENT:
        client.post(at(patient), plan_fields(patient, **own))
        page = client.get(at(patient, "plan/cautions/"))
        if name == "plan_check":
            give_reason(client, patient, page)
        address = reverse(name, args=[patient.code])
        yield name, address, client.get(address)
    client.post(at(patient), {"patient": patient.code, "discard": "1"})
    plan = begin(patient, clinician, "several")
    visit_on(client, clinician, monday, IN_TAPER)
    for name in REVIEW:
        client.post(reverse("review_new", args=[plan.code]), {"patient": patient.code, "discard": "1"})
        send(client, plan, "hold", hold_length="days", hold_days="28", taken_diazepam_night="30")
        if name == "review_check":
            answered(client, plan, client.get(reverse(name, args=[plan.code]), follow=True))
        address = reverse(name, args=[plan.code])
        yield name, address, client.get(address)
    client.post(reverse("review_new", args=[plan.code]), {"patient": patient.code, "discard": "1"})
    record(client, plan, "end", end_reason="declined")
    assert Plan.objects.get().state == Plan.State.ENDED
    for name, numbers in AFTER_THE_END.items():
        address = reverse(name, args=[plan.code, *numbers])
        yield name, address, client.get(address)
    for name in ACCOUNT:
        client.force_login(User.objects.get(pk=clinician.pk))
        if name == "account_login":
            client.logout()
        yield name, reverse(name), client.get(reverse(name))


def forms_of(page):
    """Every form that a page was drawn from, those of a set of rows and the parts of a form of several included."""
    found, left = {}, list(page.context.flatten().values()) if page.context else []
    while left:
        value = left.pop()
        if isinstance(value, forms.BaseForm):
            found[id(value)] = value
        elif isinstance(value, forms.BaseFormSet):
            left += [*value.forms, value.management_form]
        elif isinstance(value, list | tuple):
            left += value
        elif isinstance(value, dict):
            left += value.values()
        elif hasattr(value, "parts"):
            left += value.parts
    return list(found.values())
