"""Who gets in where: every address there is has a policy here, and each policy is tried on every address that has it."""

import html
import re

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, URLResolver, get_resolver, resolve, reverse

from taper_app import models
from taper_app.actions import clinicians, clinics, codes, patients
from taper_app.actions.clinicians import Account
from taper_app.middleware import CONTENT_POLICY
from taper_app.views.events import NOBODYS
from taper_app.views.who_may import ANYBODYS, NEEDS, OnlyWhoMay
from tests.actions.job_made import made_by_a_job
from tests.actions.test_plans import start
from tests.actions.visits import visit
from tests.clinic import first_clinician, first_patient, give_lorazepam, kept_for_all, on_monday
from tests.conftest import PASSWORD, TODAY

pytestmark = pytest.mark.any_database

ANYONE, CLINICIAN, PATIENT, PLAN = "anyone", "a clinician", "a clinician of the patient's clinic", "of the plan's clinic"
REVIEW, JOB = "of the plan's clinic, who may write", "a clinician of the job's clinic"
POLICY = {
    "today": CLINICIAN,
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_signup": ANYONE,
    "account_inactive": ANYONE,
    "account_reauthenticate": CLINICIAN,
    "account_change_password": CLINICIAN,
    "mfa_authenticate": ANYONE,  # only whoever typed the right password gets further than to signing in
    "mfa_login_webauthn": ANYONE,
    "mfa_index": CLINICIAN,
    "mfa_activate_totp": CLINICIAN,
    "mfa_add_webauthn": CLINICIAN,
    "mfa_view_recovery_codes": CLINICIAN,
    "mfa_reauthenticate": CLINICIAN,
    "mfa_reauthenticate_webauthn": CLINICIAN,
    "session_left": CLINICIAN,
    "user_settings": CLINICIAN,
    "clinic_edit": CLINICIAN,
    "clinic_events": CLINICIAN,
    "outside_read": CLINICIAN,  # in an emergency, by whoever has an account
    "people_list": CLINICIAN,
    "people_invite": CLINICIAN,
    "invitation_accept": ANYONE,  # who has no account yet makes one
    "own_product_list": CLINICIAN,
    "health": ANYONE,  # what watches a server has no account, and learns nothing of anybody
    "ready": ANYONE,
    "public_page": ANYONE,  # who has the paper has its address; tests/views/test_public_pages.py
    "help_page": ANYONE,  # no patient is in it, and whoever thinks of using Taper may read it
    "quick_schedule": CLINICIAN,  # no patient is in it, but doses that nobody should taper by alone
    "quick_draft": CLINICIAN,
    "quick_keep": CLINICIAN,
    "draft_keep": CLINICIAN,  # a page says, signed, whose form is kept
    "quick_compare": CLINICIAN,
    "safety": ANYONE,  # what Taper is for, to be read before anybody signs in
    "safety_group": ANYONE,
    "sources": CLINICIAN,  # no patient is in it, but doses that nobody should taper by alone
    "source_group": CLINICIAN,
    "patient_list": CLINICIAN,
    "job_list": CLINICIAN,
    **dict.fromkeys(("job_detail", "job_file"), JOB),
    "patient_add": CLINICIAN,
    "patient_detail": PATIENT,
    "patient_edit": PATIENT,
    "patient_events": PATIENT,
    **dict.fromkeys(("patient_record", "patient_record_json", "patient_record_pdf"), PATIENT),
    "patient_in_error": PATIENT,
    "public_pages_withdraw": PATIENT,
    "medication_list": PATIENT,
    "risks_edit": PATIENT,
    **dict.fromkeys(("weighing_edit", "weighing_pdf", "weighing_text"), PATIENT),
    **dict.fromkeys(("relapse_plan_edit", "no_taper_new", "adjunct_list"), PATIENT),
    **dict.fromkeys(("plan_new", "plan_cautions", "plan_check", "plan_draft", "plan_compare", "plan_choice"), PATIENT),
    "review_compare": REVIEW,
    "review_choice": PLAN,
    "plan_detail": PLAN,
    "care_edit": REVIEW,
    "plan_in_error": REVIEW,
    "review_in_error": REVIEW,
    "plan_timeline": PLAN,
    "review_draft": PLAN,
    "review_new": REVIEW,
    "review_cautions": REVIEW,
    "review_check": REVIEW,
    "review_missed": REVIEW,
    "follow_up_new": REVIEW,
    "follow_up_days": REVIEW,
    "plan_checked": REVIEW,
    "plan_how": PLAN,
    "handout_pdf": PLAN,
    "handout_large": PLAN,
    "handout_html": PLAN,
    "handout_file": PLAN,
    "handout_text": PLAN,
    "handout_calendar": PLAN,
    "summary_pdf": PLAN,
    "supply_pdf": PLAN,
    "supply_text": PLAN,
    "letter_pdf": PLAN,
    "agreement_pdf": PLAN,
    "revision_note": PLAN,
    "revision_note_file": PLAN,
    "review_note": PLAN,
    "review_note_file": PLAN,
    "own_pdf": PLAN,
    "own_large": PLAN,
    "own_text": PLAN,
    "why_pdf": PLAN,
    "why_html": PLAN,
    "why_text": PLAN,
}
EVERYBODY = {"prescriber", "pharmacist", "reader", "administrator"}
SEE, ENTER, PLANS, RUN = {"prescriber", "pharmacist", "reader"}, {"prescriber", "pharmacist"}, {"prescriber"}, {"administrator"}
ROLES = [
    (EVERYBODY, EVERYBODY, "account_reauthenticate account_change_password user_settings draft_keep sources source_group"),
    (EVERYBODY, EVERYBODY, "mfa_index mfa_activate_totp mfa_add_webauthn mfa_view_recovery_codes session_left"),
    (EVERYBODY, EVERYBODY, "mfa_reauthenticate mfa_reauthenticate_webauthn outside_read"),
    (EVERYBODY, RUN, "clinic_edit"),
    (EVERYBODY, ENTER, "own_product_list"),
    (RUN, RUN, "clinic_events people_list people_invite"),
    (SEE, SEE, "today patient_list patient_detail patient_events weighing_pdf weighing_text plan_detail plan_timeline plan_how"),
    (SEE, SEE, "handout_pdf handout_large handout_html handout_file handout_text handout_calendar summary_pdf supply_pdf"),
    (SEE, SEE, "supply_text letter_pdf agreement_pdf own_pdf own_large own_text why_pdf why_html why_text"),
    (
        SEE,
        SEE,
        "patient_record patient_record_json patient_record_pdf revision_note revision_note_file review_note review_note_file",
    ),
    (SEE, SEE, "job_list job_detail job_file"),
    (SEE, ENTER, "medication_list"),
    (SEE, PLANS, "risks_edit weighing_edit adjunct_list relapse_plan_edit care_edit no_taper_new"),
    (ENTER, ENTER, "plan_checked quick_schedule quick_compare quick_draft public_pages_withdraw"),
]
"""Who sees the page of an address, and who may send its form; what is not listed is a prescriber's."""
CLOSED = [name for name, policy in POLICY.items() if policy != ANYONE]
SCOPED = [name for name, policy in POLICY.items() if policy in (PATIENT, PLAN, REVIEW, JOB)]
NO_PAGES = ("pdf", "html", "file", "text", "calendar", "large", "draft", "json")
PAGES = [name for name in SCOPED if name.split("_")[-1] not in NO_PAGES and POLICY[name] != JOB]
OF_NOBODY = "today patient_list clinic_edit own_product_list user_settings people_list people_invite"
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


def routes(patterns=None, before=""):
    """Every address of the site: its route as written and its name, which is empty where it has none."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route, each.name or ""


NOBODYS_PAPER = {"code": "K7QX-4M2P", "number": 1, "given": 32 * "b"}
GROUPS = {"source_group": {"part": "rules"}, "safety_group": {"group": "clinical"}, "public_page": NOBODYS_PAPER}
"""Of an address that has a group, one that there is; of that on a paper, one that there is not."""
OF_A_REVISION = [name for route, name in routes() if "<int:number>" in route and name not in GROUPS]
OF_A_REVIEW = [name for route, name in routes() if "<int:review>" in route]


def faults(found, policy):
    """Addresses without a policy, and policies without an address."""
    names = [name for _, name in found]
    return [f"{route} has no policy" for route, name in found if name not in policy] + [
        f"{name} has no address" for name in policy if name not in names
    ]


def test_every_address_has_a_policy():
    """A new address without a policy in the table above fails here."""
    assert faults(list(routes()), POLICY) == []


def test_a_new_address_is_noticed():
    """An address that nobody listed, named or not, is found."""
    found = [*routes(), ("backdoor/", "backdoor"), ("nameless/", "")]
    assert faults(found, POLICY) == ["backdoor/ has no policy", "nameless/ has no policy"]


def leaks(route):
    """The parts of a route that could carry a name or a row number: all but a code, the number of a revision or a review, and a
    group of the data."""
    allowed = ("<code:code>", "<int:number>", "<int:review>", "<secret:given>", "<group:part>", "<group:group>")
    return [part for part in re.findall(r"<[^>]*>|\(\?P.*", route) if part not in allowed]


def test_no_address_has_a_name_or_a_row_number_in_it():
    """An address holds an opaque code, the number of a revision or a review of a plan, or a group of the data, and nothing else
    that varies."""
    assert [part for route, _ in routes() for part in leaks(route)] == []


@pytest.mark.parametrize("route", ["patients/<int:pk>/", "patients/<slug:name>/", r"^patients/(?P<pk>\d+)/$"])
def test_a_row_number_is_noticed(route):
    """A route by row number or by name is found."""
    assert leaks(route) != []


@pytest.fixture(scope="module")
def issued(django_db_setup, django_db_blocker):
    """A clinician's patient with a plan and a review of it, made once for every door: what a test did with it is taken back."""
    with kept_for_all(django_db_blocker):
        with on_monday():
            clinician = first_clinician()
            revision = start(give_lorazepam(first_patient(clinician), clinician, TODAY), clinician)
            visit(revision.plan, clinician, TODAY)
            made_by_a_job(clinician)
        yield revision


@pytest.fixture
def clinician(issued, db):
    """The clinician of the one patient there is."""
    return models.User.objects.get()


def address_of(name, plan, revision=1):
    """The address of a name, for a plan and its patient, and for the one job there is."""
    of_plan, of_job = {"code": plan.code}, {"code": models.Job.objects.get().code}
    codes_ = {PATIENT: {"code": plan.patient.code}, PLAN: of_plan, REVIEW: of_plan, JOB: of_job}
    number = {"number": revision} if name in OF_A_REVISION else {"review": 1} if name in OF_A_REVIEW else GROUPS.get(name, {})
    return reverse(name, kwargs=codes_.get(POLICY[name], {}) | number)


@pytest.fixture
def address(issued, monday, db):
    """Gives the address of a name, for the one patient and plan there are."""
    return lambda name: address_of(name, issued.plan)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


LOOKED = ("open_page", "print_paper", "open_list", "print_list", "export_events", "export_record")
REFUSED = "refuse_page"
RECORDS = tuple(name for name in POLICY if name.startswith("patient_record"))
READ_OF_A_PATIENT = (*RECORDS, "patient_detail", "patient_events", "plan_draft", "plan_choice", "weighing_pdf", "weighing_text")


def looked():
    """Who looked at what, in the order of the events."""
    return list(
        models.AuditEvent.objects.filter(action__in=LOOKED).order_by("pk").values_list("action", "subject", "by__username")
    )


def everything():
    """All that is kept, as text, but for who looked at it."""
    kept = [models.Clinic, models.User, models.Patient, models.Medication, models.RiskPicture, models.Weighing]
    kept += [models.Plan, models.Revision, models.Review, models.Draft]
    rows = [row for model in kept for row in model.objects.order_by("pk")]
    rows += models.AuditEvent.objects.exclude(action__in=[*LOOKED, REFUSED]).order_by("pk")
    return re.sub(r'"last_login": (null|"[^"]*")', "", serializers.serialize("json", rows))


def made_up(url):
    """The address with a code that nobody has in place of its own."""
    return re.sub(r"[2-9A-Z]{4}-[2-9A-Z]{4}", codes.new_code(), url)


def test_who_is_not_signed_in_is_sent_to_sign_in(client, address):
    """Without signing in, every address answers with the way to sign in, changes nothing and is kept nowhere; a code that nobody
    has is answered as a real one is."""
    before, wrong = everything(), []
    for name in CLOSED:
        url = address(name)
        for method, at in [*((method, url) for method in METHODS), *([("get", made_up(url))] if name in SCOPED else [])]:
            response = getattr(client, method)(at)
            found = (response.status_code, response.get("Location"), "no-store" in response["Cache-Control"])
            wrong += [(name, method, *found)] if found != (302, f"/accounts/login/?next={at}", True) else []
    assert wrong == []
    assert everything() == before


def test_another_clinics_is_not_found(other_clinician, address):
    """Another clinic's patient or plan is not found, as one that does not exist is not, and nothing changes."""
    before, client, wrong = everything(), signed_in(other_clinician), []
    for name in SCOPED:
        url = address(name)
        nobodys = made_up(url)
        only_read = POLICY[name] == PLAN or name in (*READ_OF_A_PATIENT, "job_file")
        for method, status in {"get": 404, "head": 404, "post": 405 if only_read else 404}.items():
            response, nothing = getattr(client, method)(url), getattr(client, method)(nobodys)
            alike = without_tokens(response.content) == without_tokens(nothing.content)
            found = (response.status_code, nothing.status_code, alike)
            wrong += [(name, method, *found)] if found != (status, status, True) else []
    assert wrong == []
    assert (everything(), looked()) == (before, [])


def without_tokens(page):
    return re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", page)


def test_ones_own_is_shown_and_kept_nowhere(clinician, address, log):
    """One's own is shown or leads on; no browser, proxy or log keeps it, and reading changes nothing. Whatever shows a patient,
    or more than one, leaves one event that says so, and no other page does."""
    before, client, patient = everything(), signed_in(clinician), models.Patient.objects.get()
    for name in CLOSED:
        for method in ("get", "head"):
            there = len(looked())
            response = getattr(client, method)(address(name))
            is_page, case = response["Content-Type"].startswith("text/html"), (name, method)
            is_file = not is_page or "Content-Disposition" in response
            shows = response.status_code == 200 and name not in NOBODYS
            about = f"patient {patient.code}" if name in SCOPED and POLICY[name] != JOB else "patients"
            action = ("print_" if is_file else "open_") + ("list" if about == "patients" else "paper" if is_file else "page")
            action = "export_record" if name in RECORDS[1:] else action
            expected = ("export_events", "clinic", "ash") if name == "clinic_events" else (action, about, "ash")
            each = [("print_paper", f"patient {patient.code}", "ash")] if name == "job_file" else []
            assert looked()[there:] == [*each, expected] * shows, case
            assert response.status_code in (200, 302) or name == "mfa_view_recovery_codes", case  # not there before they are made
            assert "no-store" in response["Cache-Control"], case
            assert not is_page or response["Content-Security-Policy"] == CONTENT_POLICY, case
        assert f'"route": "{name}"' in log.getvalue(), name
    assert everything() == before
    logged = re.sub(r'"ms": \d+', "", log.getvalue())  # how long it took may be any number, also a year of birth
    assert not re.search(r"rowan|example|TEST-0001|\b1970\b|lorazepam", logged, re.IGNORECASE)


def test_what_no_form_sends_does_nothing(clinician, address):
    """Other methods, and a post without the token of our own forms, are refused, and nothing changes. A post of nothing is
    answered, not failed at."""
    before, client, elsewhere = everything(), signed_in(clinician), Client(enforce_csrf_checks=True)
    elsewhere.force_login(clinician)
    wrong = []
    for name in CLOSED:
        url = address(name)
        for method in ("put", "patch", "delete") if name in SCOPED else ():
            status = getattr(client, method)(url).status_code
            wrong += [(name, method, status)] if status != 405 else []
        status = elsewhere.post(url).status_code
        wrong += [(name, "post from another site", status)] if status not in (403, 405) else []
    assert wrong == []
    assert everything() == before
    statuses = {name: signed_in(clinician).post(address(name)).status_code for name in CLOSED}
    assert {name: status for name, status in statuses.items() if status >= 500} == {}


def people(clinic):
    """Somebody of each role, by what the table above calls it; the administrator is nothing else."""
    made = {}
    for role in ("prescriber", "pharmacist", "reader", "none"):
        account = Account(f"a-{role}", PASSWORD, f"Somebody, {role}", role, is_administrator=role == "none")
        made["administrator" if role == "none" else role] = clinicians.add_clinician(clinic=clinic, account=account)
    return made


def role_rows():
    """For each closed address who sees its page, and who may send its form."""
    listed = {name: (read, change) for read, change, names in ROLES for name in names.split()}
    return {name: listed.get(name, (PLANS, PLANS)) for name in CLOSED}


def let_through(user, url, method):
    """Whether the guard lets somebody through to an address."""
    request = getattr(RequestFactory(), method)(url)
    request.user, request.resolver_match = user, resolve(url)
    return OnlyWhoMay(lambda _: HttpResponse()).process_view(request, None, (), {}) is None


@pytest.fixture
def written():
    """The statements that change more than what is kept of who looked and of a session."""
    found = []

    def note(execute, sql, params, many, context):
        words = sql.lstrip("( ").upper()
        if words.startswith(("INSERT", "UPDATE", "DELETE")) and not re.search(r"AUDIT|SESSION|CONTENT", words[:60]):
            found.append(sql[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def test_each_role_sees_and_sends_what_it_may(clinician, address, written):
    """Every address, every role, reading and sending: whoever may is let through, and whoever may not is told who may, in a page
    that names nobody's patient; nothing is changed then."""
    everyone, wrong = people(clinician.clinic), []
    signed = {role: signed_in(user) for role, user in everyone.items()}
    written.clear()
    for role, user in everyone.items():
        client = signed[role]
        for name, (read, change) in role_rows().items():
            url = address(name)
            for method, may in (("get", read), ("head", read), ("post", change)):
                if role in may or (name, method) == ("today", "get"):
                    wrong += [] if let_through(user, url, method) or role not in may else [(role, name, method, "is kept out")]
                    continue
                response = getattr(client, method)(url)
                if name == "today" and response.status_code == 302:
                    continue
                wrong += [(role, name, method, response.status_code)] if response.status_code != 403 else []
                if method == "get" and ("This is for" not in response.content.decode() or b"Rowan" in response.content):
                    wrong += [(role, name, "is not told who may")]
    assert wrong == []
    assert written == []
    assert signed_in(everyone["administrator"]).get(reverse("today"))["Location"] == reverse("people_list")


def ways(response):
    """The addresses of a page: where its links and its open forms lead, as a method and a path."""
    page = re.sub(r"<fieldset class=\"only-read\".*</fieldset>\s*</main>", shut, response.content.decode(), flags=re.DOTALL)
    yield from (("get", html.unescape(to)) for to in re.findall(r'<a [^>]*href="(/[^"]*)"', page))
    yield from (("get", html.unescape(to)) for to in re.findall(r'name="leave" value="(/[^"]*)"', page))
    for form in re.findall(r"<form [^>]*>", page):
        action = re.search(r'action="(/[^"]*)"', form)
        yield "post" if 'method="post"' in form else "get", action[1] if action else response.request["PATH_INFO"]


def shut(part):
    """What is left of a part of a page whose forms are shut: its links."""
    return re.sub(r"<form [^>]*>", "", part[0])


def test_no_page_leads_where_its_reader_may_not(clinician, address):
    """A page offers nobody what would be refused: of each page that a role sees, every link and open form is for that role."""
    wrong, read_of = set(), {name: read for name, (read, _) in role_rows().items()}
    for role, user in people(clinician.clinic).items():
        client = signed_in(user)
        for name in (*OF_NOBODY.split(), *PAGES):
            if role not in read_of[name]:
                continue
            response = client.get(address(name))
            for method, to in ways(response) if response.status_code == 200 else ():
                if not let_through(user, to.partition("?")[0].partition("#")[0], method):
                    wrong.add((role, name, method, to.partition("?")[0]))
    assert wrong == set()


def test_an_address_without_a_need_is_nobodys(clinician):
    """Whoever adds an address and forgets the table shuts it: no role is let through, and the test of policies names it."""
    assert set(NEEDS) | ANYBODYS == set(POLICY)
    request = RequestFactory().get("/")
    request.user, request.resolver_match = clinician, ResolverMatch(None, (), {}, url_name="backdoor")
    assert OnlyWhoMay(None).process_view(request, None, (), {}).status_code == 403


def test_a_role_that_was_taken_away_meanwhile_records_nothing(clinician):
    """What the page let through is judged again with the change itself, by the role that is kept."""
    patient, everyone = models.Patient.objects.get(), people(clinician.clinic)
    was = everyone["prescriber"]
    models.User.objects.filter(pk=was.pk).update(role="reader")
    for by in (was, everyone["pharmacist"], everyone["administrator"]):
        with pytest.raises(PermissionDenied):
            patients.change_patient(patient=patient, by=by, name="Somebody Else")
    with pytest.raises(PermissionDenied):
        clinics.change_clinic(clinic=clinician.clinic, by=everyone["pharmacist"], phone="1")
    patient.refresh_from_db()
    assert patient.name == "Example, Rowan"


def test_no_patient_is_in_an_address(clinician, clinic, address):
    """The addresses of a patient hold neither name nor identifier nor date of birth, and codes come by chance."""
    addresses = " ".join(address(name) for name in POLICY)
    assert not re.search(r"rowan|example|TEST-0001|1970", addresses, re.IGNORECASE)
    born_on, sex = "1970-05-17", "female"
    twins = [
        patients.add_patient(clinic=clinic, name="Twin", born_on=born_on, sex=sex, identifier=f"T{n}", by=clinician)
        for n in range(2)
    ]
    assert twins[0].code != twins[1].code


def test_what_is_no_code_or_number_is_not_found(clinician, address):
    """Text that cannot be a code is not found, before anything is looked up; nor a number that no revision or review has, however
    large."""
    client = signed_in(clinician)
    odd = [
        f"/{place}/{code}/" for place in ("patients", "plans") for code in ("1", "abcd-efgh", "AAAA-AAA0", "AAAA2222", "../..")
    ]
    odd += [
        address(name).replace("/1/", f"/{number}/")
        for name in (*OF_A_REVISION, *OF_A_REVIEW)
        for number in (0, 2, 2**31, 2**63, 10**40)
    ]
    assert {url: status for url in odd if (status := client.get(url).status_code) != 404} == {}


def test_nobody_signs_up(client, rf, clinician):
    """Sign-up is closed: its page says so, and a filled-in form makes no account."""
    assert not get_adapter().is_open_for_signup(rf.get("/"))
    form = {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD}
    for response in (client.get(reverse("account_signup")), client.post(reverse("account_signup"), form)):
        assert response.status_code in (200, 302, 403)
    assert models.User.objects.get() == clinician


def sign_in(client, password, **more):
    return client.post(reverse("account_login"), {"login": "ash", "password": password} | more)


def test_sign_in(client, clinician):
    """The right password leads to the first page, whatever the case of the name; a wrong one does not."""
    assert sign_in(client, "wrong").status_code == 200
    assert client.get(reverse("patient_list")).status_code == 302
    response = sign_in(client, PASSWORD, login="ASH")
    assert (response.status_code, response["Location"]) == (302, reverse("today"))
    assert client.get(reverse("patient_list")).status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client, clinician, elsewhere):
    """An address that was slipped into the way to sign in is not followed to another site."""
    assert sign_in(client, PASSWORD, next=elsewhere)["Location"] == reverse("today")


def test_signing_in_goes_on_to_where_one_was_going(client, clinician, address):
    """Who was sent to sign in arrives at the page that was asked for."""
    url = address("patient_detail")
    assert sign_in(client, PASSWORD, next=url)["Location"] == url


def test_signing_out(clinician):
    """Whoever signed out of an account sees nothing more, and signing out is a post."""
    client = signed_in(clinician)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("patient_list")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("patient_list")).status_code == 302


def test_an_account_that_was_closed(client, clinician):
    """Who is no longer active gets in neither with the password nor with a session begun before."""
    begun = signed_in(clinician)
    models.User.objects.filter(pk=clinician.pk).update(is_active=False)
    sign_in(client, PASSWORD)
    for each in (client, begun):
        assert each.get(reverse("patient_list")).status_code == 302


def test_the_session_begins_anew_with_signing_in(client, clinician):
    """A session's name that somebody planted before is not the one that is signed in."""
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    sign_in(client, PASSWORD)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key


def test_cookies_are_out_of_reach(client, clinician):
    """No script of a page can read the session or the token, and other sites' requests do not carry them."""
    client.get(reverse("account_login"))
    sign_in(client, PASSWORD)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert (client.cookies[name]["httponly"], client.cookies[name]["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("path", ["/admin/", "/patients/new", "/.env", "/static/../manage.py", "/nowhere/"])
def test_nothing_else_is_there(clinician, path):
    """There is no other way in."""
    assert signed_in(clinician).get(path).status_code in (301, 404)


def test_every_page_of_a_patient_says_who_it_is(clinician, address):
    """Name, date of birth with age, sex and identifier stand at the top of every page of a patient, whatever it is about."""
    client, seen = signed_in(clinician), []
    for name in PAGES:
        response = client.get(address(name), follow=True)
        page = response.content.decode()
        top = page[page.index('aria-label="Patient"') : page.index("<h1")]
        for words in ("Example, Rowan", "17-May-1970", "(56 years)", "Female", "TEST-0001"):
            assert words in top, (name, words)
        seen += [name] if not response.redirect_chain else []
    assert len(seen) > 8


def test_no_session_holds_a_patient(clinician, address):
    """A session knows who is signed in and no patient, so that no page is about somebody who was looked at in another window."""
    client = signed_in(clinician)
    before = set(client.session.keys())
    for name in PAGES:
        client.get(address(name), follow=True)
    assert set(client.session.keys()) == before | {"began_at", "used_at", "address", "device", "second_factor"}
    assert all(each.startswith("_auth_user_") for each in before)


def test_every_page_says_that_nothing_is_validated(client, clinician, address):
    """Every page says that it has not been validated, at its foot, and that a plan is to be checked before it is issued."""
    signed = signed_in(clinician)
    pages = [signed.get(address(name), follow=True) for name in ("today", "patient_list", "clinic_edit", "sources", *PAGES)]
    for page in (*pages, client.get(address("safety")), client.get(address("account_login")), signed.get("/nowhere/")):
        foot = page.content.decode().partition('<footer class="foot">')[2]
        assert "It has not been validated for patient care: check every plan before you issue it." in foot
