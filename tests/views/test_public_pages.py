"""The page that the code on a handout opens, for whoever holds the paper."""

import io
import re
from datetime import timedelta

import fitz
import pytest
import segno
from django.test import Client
from django.urls import reverse
from PIL import Image

from taper_app.actions import chain, clinics
from taper_app.actions import public_pages as actions
from taper_app.chart import audit_trail, public_pages
from taper_app.models import AuditEvent, CachedNumbers, Patient, Plan, Revision
from tests.actions.marking import mark_patient, mark_plan, mark_review
from tests.actions.visits import TODAY, begin, visit
from tests.text_gates import texts_of
from tests.views.payloads import text_of as texts_on

ADDRESS = "https://taper.example.org"
OPENED = "open_public_page"
WRONG, CLOSED = "Nothing is here", "Do not use this plan."


@pytest.fixture
def public(monday, settings, clinician):
    """A site with a public address, and a clinic that has chosen codes."""
    settings.PUBLIC_ADDRESS = ADDRESS
    clinics.change_clinic(clinic=clinician.clinic, by=clinician, public_pages=True)
    clinician.clinic.refresh_from_db()


@pytest.fixture
def plan(public, patient, clinician):
    return begin(patient, clinician)


def code_of(plan, number=1, language=""):
    """What the code on a revision's handout says, as a path of this site; empty where there is none."""
    found = Revision.objects.select_related("plan__patient__clinic").get(plan=plan, number=number)
    return public_pages.address(found, language).removeprefix(ADDRESS)


def text_of(page):
    """All words of a page."""
    return " ".join(texts_on(page)).replace("\u00a0", " ")


def opened(path):
    """What somebody sees who has nothing but the paper."""
    page = Client().get(path)
    return page.status_code, text_of(page)


def test_whoever_has_the_paper_sees_the_plan_and_nobodys_name(plan, patient):
    """The doses of the handout, whom to call, plan and revision; no name, birthday or identifier; no cookie. Nothing keeps the
    page, finds it, or hears where it is from."""
    client = Client()
    page = client.get(code_of(plan))
    said, policy = text_of(page), page["Content-Security-Policy"]
    assert (page.status_code, "What you take from today" in said, f"Plan {plan.code}, revision 1" in said) == (200, True, True)
    assert "Call us on" in said and "Call 999 now" in said
    for part in (*re.findall(r"\w+", patient.name), str(patient.born_on.year), patient.identifier, "Back to plan", "Save as"):
        assert part not in page.content.decode()
    assert (page["Cache-Control"], page["Referrer-Policy"], page["X-Robots-Tag"]) == (
        "max-age=0, no-cache, no-store, must-revalidate, private",
        "no-referrer",
        "noindex, nofollow",
    )
    assert "default-src 'none'" in policy and 'name="robots" content="noindex"' in page.content.decode()
    assert (len(client.cookies), page.get("Vary", "")) == (0, "")
    assert list(texts_of(page.content.decode()))


def test_that_it_was_opened_is_kept_in_the_chain(plan, patient, clinician):
    """It is an event of the clinic by nobody who is known, with the address of the network, and who saw the patient says so. A
    clinician who is signed in and opens it is nobody either: the page asks for no session."""
    before, client = AuditEvent.objects.latest("pk").pk, Client()
    client.force_login(clinician)
    Client().get(code_of(plan), REMOTE_ADDR="192.0.2.7")
    client.get(code_of(plan))
    rows = AuditEvent.objects.filter(pk__gt=before, action=OPENED).values_list("clinic", "by", "subject", "after")
    said = {"number": 1, "from": "192.0.2.7", "shown": "the handout"}
    assert list(rows) == [
        (clinician.clinic_id, None, f"plan {plan.code}", said | {"from": each}) for each in ("192.0.2.7", "127.0.0.1")
    ]
    chain.extend_all()
    assert [each for each in audit_trail.check().faults if "anchor" not in each] == []
    assert "whoever holds the paper" in text_of(client.get(f"/patients/{patient.code}/events/"))


def test_no_event_no_page(plan, monkeypatch):
    """Where it cannot be kept that the page was opened, nothing of it is shown."""

    def full(**_):
        raise OSError("disk full")

    monkeypatch.setattr(actions.audit, "append", full)
    client = Client(raise_request_exception=False)
    page = client.get(code_of(plan))
    assert (page.status_code, "What you take" in text_of(page)) == (500, False)


def test_what_does_not_hold_shows_no_dose(plan, patient, clinician, unguarded, monday):
    """Replaced, in error, changed outside: each says what to do and no dose, in the paper's language, and that it was opened is
    kept. What holds again is shown again."""
    first = code_of(plan)

    def sees(path=first):
        status, said = opened(path)
        assert " mg" not in said or "Use this plan until" in said or "Plan válido hasta" in said
        return status, said

    monday.move_to(TODAY + timedelta(days=7, hours=10))
    visit(plan, clinician, TODAY + timedelta(days=7), "hold", 14)
    status, said = sees()
    assert status == 200 and "SUPERSEDED. Do not use this plan. Revision 2" in said
    assert "We gave you a new plan on Monday 11 January 2027. Follow your newest paper." in said and "Call us today" in said
    assert "What you take" in sees(second := code_of(plan, 2))[1]
    assert code_of(plan, 2, "es").endswith("/?language=es") and "Plan válido hasta" in sees(code_of(plan, 2, "es"))[1]
    assert "Le dimos un plan nuevo el lunes 11 de enero de 2027." in sees(f"{first}?language=es")[1]
    mark_review(plan, clinician, 1, today=TODAY + timedelta(days=7))
    assert "ENTERED IN ERROR. Do not use this plan. Use revision 1." in sees(second)[1]
    assert "What you take" in sees()[1]
    with unguarded():
        Revision.objects.filter(plan=plan, number=1).update(sha256="0" * 64)
    assert CLOSED in sees()[1] and "Call us today, before you change what you take." in sees()[1]
    kept = AuditEvent.objects.filter(action=OPENED).values_list("after__shown", flat=True)
    assert set(kept) == {"the handout", "that it does not hold", "that it was changed"}


def test_a_plan_that_is_over_or_in_error_shows_no_dose(plan, clinician):
    """Of a plan that ended nothing is to be done; of one that was never this patient's, and of a record in error, to call."""
    path = code_of(plan)
    visit(plan, clinician, TODAY, "end", end_reason="declined")
    assert "This plan has ended. Do not use it." in opened(path)[1] and "mg" not in opened(path)[1]
    mark_plan(Plan.objects.get(), clinician)
    assert "ENTERED IN ERROR. Do not use this plan. Call us." in opened(path)[1]
    mark_patient(Patient.objects.get(), clinician)
    assert "ENTERED IN ERROR" in opened(path)[1]
    assert [code_of(plan)] == [path]


def test_a_lost_paper_is_closed_and_a_new_one_opens(visit, plan, patient, clinician):
    """One button on the patient's page makes every code of before void, with its event; the next paper has another, and that of
    another patient's form does nothing."""
    path, address = code_of(plan), f"/patients/{patient.code}/lost-paper/"
    assert "A paper was lost" in text_of(visit.get(f"/patients/{patient.code}/"))
    assert visit.post(address, {"patient": "AAAA-AAAA"}).status_code == 409
    assert (opened(path)[0], visit.get(address).status_code) == (200, 302)
    answer = visit.post(address, {"patient": patient.code}, follow=True)
    assert "open nothing any more" in text_of(answer)
    assert (opened(path)[0], opened(code_of(plan))[0], code_of(plan) == path) == (404, 200, False)
    event = AuditEvent.objects.get(action="withdraw_public_pages")
    assert (event.by, event.before["public_pages_withdrawn"], event.after["public_pages_withdrawn"]) == (clinician, 0, 1)


def test_switching_off_closes_every_page_for_good(plan, clinician):
    """The clinic's choice closes them all at once; switched on again, only papers that are printed from then on open."""
    path = code_of(plan)
    for chosen, status in ((False, 404), (True, 404)):
        clinics.change_clinic(clinic=clinician.clinic, by=clinician, public_pages=chosen)
        assert (opened(path)[0], bool(code_of(Plan.objects.get()))) == (status, chosen)
    assert opened(code_of(Plan.objects.get()))[0] == 200


def test_without_a_public_address_there_is_none(visit, plan, settings, clinician):
    """The box is not there and says why, no paper has a code, and no page opens; the clinic's choice stays as it was."""
    path = code_of(plan)
    assert 'name="public_pages"' in visit.get("/clinic/").content.decode()
    settings.PUBLIC_ADDRESS = ""
    page = visit.get("/clinic/")
    assert 'name="public_pages"' not in page.content.decode() and "set PUBLIC_ADDRESS" in text_of(page)
    assert (opened(path)[0], code_of(plan)) == (404, "")
    assert "A paper was lost" not in text_of(visit.get(f"/patients/{plan.patient.code}/"))
    clinics.change_clinic(clinic=clinician.clinic, by=clinician, phone="020 7946 0002")
    settings.PUBLIC_ADDRESS = ADDRESS
    assert opened(path)[0] == 200


def test_it_is_off_until_a_clinic_chooses_it(monday, settings, patient, clinician):
    """An address alone puts a code on no paper."""
    settings.PUBLIC_ADDRESS = ADDRESS
    assert code_of(begin(patient, clinician)) == ""


def test_whatever_is_wrong_looks_the_same_and_costs_the_same(plan, django_assert_num_queries):
    """A plan that there is not, another number, another secret, another plan's: the same bytes, after one question."""
    *_, code, number, secret, _ = (right := code_of(plan)).split("/")
    wrong = [
        right.replace(code, "K7QX-4M2P"),
        right.replace(f"/{number}/", "/2/"),
        right.replace(secret, secret[:-1] + ("b" if secret[-1] != "b" else "c")),
        right.replace(secret, 32 * "b"),
    ]
    pages = {Client().get(path).content for path in wrong}
    assert len(pages) == 1 and {Client().get(path).status_code for path in wrong} == {404}
    assert WRONG in opened(wrong[0])[1]
    for path in wrong:
        with django_assert_num_queries(1):
            public_pages.opened_by(*path.split("/")[2:3], int(path.split("/")[3]), path.split("/")[4])
    assert not AuditEvent.objects.filter(action=OPENED).exists()


def test_an_earlier_key_still_opens_what_it_signed(plan, settings):
    """After a change of the record's key papers of before open while the earlier key is good; a reprint has the new code."""
    path = code_of(plan)
    settings.RECORD_KEYS = ["another key of the record " * 3, *settings.RECORD_KEYS]
    assert (opened(path)[0], opened(code_of(plan))[0], code_of(plan) == path) == (200, 200, False)


def test_too_many_wrong_tries_shut_nobody_out(plan):
    """After 30 in a minute from one address what is wrong is answered 429, with when to try again; a right paper behind the same
    address still opens, up to 20 times a minute."""
    path = code_of(plan)
    wrong = f"{path[:-2]}{'b' if path[-2] != 'b' else 'c'}/"
    found = [Client().get(wrong).status_code for _ in range(31)]
    assert found == [404] * 30 + [429]
    refused = Client().get(wrong)
    assert (refused["Retry-After"], "Wait a minute" in text_of(refused), len(refused.cookies)) == ("60", True, 0)
    assert Client().get(wrong, REMOTE_ADDR="192.0.2.9").status_code == 404
    assert [opened(path)[0] for _ in range(21)] == [200] * 20 + [429]
    CachedNumbers.objects.all().delete()
    assert opened(path)[0] == 200


@pytest.mark.printed
@pytest.mark.parametrize("paper", ["handout.pdf", "handout-large.pdf?language=pl"])
def test_the_paper_has_a_code_that_a_camera_reads(visit, plan, paper):
    """The modules as they are printed are those of the code of the address, which stands beside it in words and opens the page. A
    picture's words say what it is. A paper that does not hold has none."""
    printed = visit.get(f"/plans/{plan.code}/1/{paper}").content
    language = paper.partition("=")[2]
    address = ADDRESS + code_of(plan, language=language)
    pages = fitz.open(stream=printed, filetype="pdf")
    words = "".join(page.get_text() for page in pages)
    assert address in re.sub(r"\s", "", words)
    assert modules_in(pages, address) == [
        list(map(bool, row)) for row in segno.make_qr(address, error="m", boost_error=False).matrix
    ]
    assert opened(address.removeprefix(ADDRESS))[0] == 200


def modules_in(pages, address):
    """The modules of the one code on these pages, read from the page as it is drawn."""
    size = len(segno.make_qr(address, error="m", boost_error=False).matrix)
    for page in pages:
        squares = [
            each["rect"]
            for each in page.get_drawings()
            if 60 < each["rect"].width < 110 and abs(each["rect"].width - each["rect"].height) < 3
        ]
        for rect in squares:
            picture = Image.open(io.BytesIO(page.get_pixmap(clip=rect, dpi=400).tobytes("png"))).convert("L")
            wide, high = picture.width / size, picture.height / size
            return [
                [picture.getpixel((int((x + 0.5) * wide), int((y + 0.5) * high))) < 128 for x in range(size)] for y in range(size)
            ]
    return None


def test_a_paper_that_does_not_hold_has_no_code(visit, plan, clinician):
    """Neither a superseded paper nor a draft nor a clinician's sheet."""
    record_hold(plan, clinician)
    for number, has in ((1, False), (2, True)):
        text = visit.get(f"/plans/{plan.code}/{number}/handout.pdf").content
        words = "".join(page.get_text() for page in fitz.open(stream=text, filetype="pdf"))
        assert ("See this plan on your phone" in words) == has
    supply = fitz.open(stream=visit.get(reverse("supply_pdf", args=[plan.code, 2])).content, filetype="pdf")
    assert "taper.example.org" not in "".join(page.get_text() for page in supply)


def record_hold(plan, clinician):
    visit(plan, clinician, TODAY, "hold", 14)
