"""Nothing that is typed is lost: it is kept for its user on every page with a form, until it is sent."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from django.test import Client

from taper_app.actions import clinicians
from taper_app.actions.clinicians import Account
from taper_app.models import Draft, Plan, RelapsePlan
from taper_app.views import access, relapse_plans
from tests.actions.visits import TODAY, begin
from tests.conftest import PASSWORD
from tests.views import visits
from tests.views.every_form import ACCOUNT, every_form
from tests.views.page_forms import fields_of, pressed_by_enter
from tests.views.payloads import controls, text_of
from tests.views.test_plans import check_fields

pytestmark = pytest.mark.each_on_any_database

NOT_KEPT = {
    "patient_list": "a search",
    "user_settings": "a tick",
    **dict.fromkeys(ACCOUNT, "of the account: a password is never kept"),
    "people_invite": "a name, typed in a moment",
    "outside_read": "what must not lie about: who is looked for in another clinic, and why",
}
OF_THE_PAGE = ("csrfmiddlewaretoken", "keeping", "token", "row-TOTAL_FORMS", "row-INITIAL_FORMS")
ASKED_EACH_TIME = ("initials", "birth_year")
MOMENT = r"\d\d-(Jan|Mar)-2027 at 10:00"


PURPOSE = {
    "plan_new": "preview",
    "review_new": "check",
    "plan_in_error": "mark",
    "review_in_error": "mark",
}
"""What Enter may press beside a button without a name: what the page is for."""


def typed_on(page, address):
    """What its form has in its boxes, with something typed into each that takes text and had none."""
    fields = fields_of(page, address) if f'action="{address}"' in page.content.decode() else fields_of(page)
    boxes = set(re.findall(r'<input type="text" name="([\w-]+)"|<textarea name="([\w-]+)"', page.content.decode()))
    named = {name for pair in boxes for name in pair if name}
    return fields | {name: ["7"] for name in named if name in fields and fields[name] == [""]}


def without(fields):
    return {name: values for name, values in fields.items() if name not in OF_THE_PAGE + ASKED_EACH_TIME}


def leading_away(page):
    """The links of a page that would leave what is typed behind: to another address, in this window, and not to give it up."""
    text = page.content.decode()
    main = re.sub(r"<p [^>]*\bhidden>.*?</p>", "", text[text.index("<main") : text.index("</main>")], flags=re.DOTALL)
    links = re.findall(r'<a\b(?![^>]*(?:href="#|target="_blank")).*?</a>', main, re.DOTALL)
    return [link for link in links if ">Cancel<" not in link]


@pytest.mark.long
def test_every_page_with_a_form_keeps_what_is_typed(client, clinician, take, monday):
    """What is typed on a page and not sent stands in its boxes when it is opened again, and the page says so with the day.

    A new page with a form does so, or is in the list above with why it need not. Enter presses what the page is for. Inside and
    beside the form no link leads away: without a script too, a button keeps what is typed first.
    """
    for name, address, page in every_form(client, clinician, take, monday):
        assert pressed_by_enter(page) <= {"", PURPOSE.get(name, "")}, name
        fields = typed_on(page, address)
        assert ("keeping" in fields) == (name not in NOT_KEPT), name
        if name in NOT_KEPT:
            continue
        assert (name, leading_away(page)) == (name, [])
        forms = set(re.findall(r'<form[^>]* id="([\w-]+)"', page.content.decode()))
        assert {each["form"] for each in controls(page, "leave")} <= forms, name
        answer = client.post("/drafts/", fields)
        assert (answer.status_code, bool(re.fullmatch(MOMENT, answer.headers["Kept"]))) == (204, True), name
        again = client.get(address)
        found = fields_of(again, address) if f'action="{address}"' in again.content.decode() else fields_of(again)
        assert {each: found.get(each) for each in without(fields)} == without(fields), name
        if name not in ("plan_cautions", "plan_check", "review_cautions", "review_check"):
            assert f"Found again: what you typed here on {answer.headers['Kept']}." in " ".join(text_of(again)), name
            client.post("/drafts/", {"keeping": fields["keeping"], "discard": "1"})


@pytest.fixture
def relapse(visit, patient):
    """The address of a page with four boxes, two of which are filled in here."""
    return f"/patients/{patient.code}/relapse/"


def typed(page, address, words):
    return fields_of(page, address, triggers=words)


def box(client, address):
    return fields_of(client.get(address), address)["triggers"][0].strip()


def test_what_was_recorded_is_no_draft_any_more(visit, relapse):
    """The draft is thrown away with the sending, and the page says nothing of it."""
    fields = typed(visit.get(relapse), relapse, "a row at home")
    visit.post("/drafts/", fields)
    assert visit.post(relapse, fields).status_code == 302
    assert [each.data for each in Draft.with_discarded.all()] == [{}]  # what was typed is gone; that it was sent is known
    assert "Found again" not in " ".join(text_of(visit.get(relapse)))


def test_what_a_page_sends_by_itself_is_overtaken_by_its_sending(visit, relapse):
    """Typed, then sent: what is on its way by itself is not found again, whichever arrives first, recorded or refused."""
    page = visit.get(relapse)
    early, whole = ({**typed(page, relapse, words), "keeping_number": "1"} for words in ("a row", "a row at home"))
    assert visit.post("/drafts/", early).status_code == 204  # it arrives before
    assert visit.post(relapse, whole).status_code == 302
    assert (visit.post("/drafts/", early).status_code, Draft.objects.exists()) == (409, False)  # and after
    wrong = {**typed(visit.get(relapse), relapse, "a line\n" * 9), "keeping_number": "1"}
    answer = visit.post(relapse, wrong)
    late = visit.post("/drafts/", wrong | {"triggers": "a line"})
    assert (late.status_code, box(visit, relapse)) == (409, ("a line\n" * 9).strip())
    assert fields_of(answer, relapse)["keeping_number"] == ["2"]
    assert visit.post("/drafts/", typed(answer, relapse, "one line")).status_code == 204


def test_a_page_that_leads_elsewhere_forgets_nothing(visit, patient, clinician, monday):
    """Where what was sent is not recorded, because the record has changed, it is kept: being led on is no success."""
    plan = begin(patient, clinician)
    address = f"/plans/{plan.code}/care/"
    fields = fields_of(visit.get(address), address) | {"cbt-i-note": "typed"}
    visit.post("/drafts/", fields)
    visits.visit(plan, clinician, TODAY, "end", end_reason="died", next_in=None, old_paper="")
    assert visit.post(address, fields).status_code == 302
    assert Draft.objects.get().data["cbt-i-note"] == ["typed"]


def test_every_page_says_what_it_has_recorded():
    """Each view whose form is kept, and not by the desk, says so in its answer: else its draft would be found again."""
    for module in (Path(access.__file__).parent).glob("*.py"):
        code = module.read_text()
        kept = re.findall(r'^@keeps\("[\w-]+"(?:, \w+)?(?:, part="onto")?\)', code, re.MULTILINE)
        at_once = module.stem == "in_error"  # a plan and a visit are marked in one place
        assert code.count("saved(") >= len(kept) - at_once, module.stem


def test_what_was_wrong_when_it_was_sent_is_kept(visit, relapse):
    """Whoever leaves the page that says what is wrong finds it as it was sent."""
    wrong = "a line\n" * 9
    assert visit.post(relapse, typed(visit.get(relapse), relapse, wrong)).status_code == 422
    assert box(visit, relapse) == wrong.strip()


def test_nobody_else_sees_it_or_writes_it(visit, relapse, clinic):
    """A colleague finds the page as it is saved; sent by somebody else, what stands on a page is kept for nobody."""
    fields = typed(visit.get(relapse), relapse, "a row at home")
    visit.post("/drafts/", fields)
    other = Client()
    other.force_login(clinicians.add_clinician(clinic=clinic, account=Account("bo", PASSWORD, "Dr Bo Second")))
    assert box(other, relapse) == ""
    answer = other.post("/drafts/", fields | {"triggers": "of somebody else"})
    assert (answer.status_code, "Nothing was kept" in " ".join(text_of(answer))) == (409, True)
    assert box(visit, relapse) == "a row at home"
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("keeping", ["", "x", "x:y:z", None])
def test_a_page_that_is_none_of_ours_is_not_kept(visit, relapse, keeping):
    """What a page carries is signed: without it, nothing is kept."""
    fields = typed(visit.get(relapse), relapse, "a row at home") | {"keeping": keeping}
    assert visit.post("/drafts/", {name: value for name, value in fields.items() if value is not None}).status_code == 409
    assert not Draft.objects.exists()


def test_a_second_window_overwrites_nothing_unseen(visit, relapse, monday):
    """What was kept first stays; the second window is told, with the moment, and keeps its own once that is asked."""
    first, second = (typed(visit.get(relapse), relapse, words) for words in ("of the first", "of the second"))
    monday.shift(60)
    assert visit.post("/drafts/", first).status_code == 204
    answer = visit.post("/drafts/", second)
    assert (answer.status_code, box(visit, relapse)) == (409, "of the first")
    assert "In another window you typed something else here on 04-Jan-2027 at 10:01" in answer.content.decode()
    assert visit.post("/drafts/", second | {"over": "1"}).status_code == 204
    assert box(visit, relapse) == "of the second"
    visit.post("/drafts/", first | {"undo": "1"})
    assert box(visit, relapse) == "of the first"


def test_what_another_window_keeps_outlives_the_sending(visit, relapse, monday):
    """What is sent from one window is recorded; what was typed in the other stays, and is said."""
    first, second = (typed(visit.get(relapse), relapse, words) for words in ("of the first", "of the second"))
    monday.shift(60)
    visit.post("/drafts/", first)
    page = visit.post(relapse, second, follow=True)
    assert "In another window you typed something else on this page by 04-Jan-2027 at 10:01." in " ".join(text_of(page))
    assert RelapsePlan.objects.get().triggers == "of the second"
    again = visit.get(relapse)
    assert "of the first" in " ".join(text_of(again))
    assert visit.post(relapse, fields_of(again, relapse)).status_code == 409


def test_what_is_discarded_can_be_put_back(visit, relapse, monday):
    """The page says what was discarded, and of when; for a quarter of an hour one click brings it back."""
    fields = typed(visit.get(relapse), relapse, "a row at home")
    visit.post("/drafts/", fields)
    page = visit.post("/drafts/", {"keeping": fields["keeping"], "discard": "1"}, follow=True)
    assert "Discarded: what you typed here on 04-Jan-2027 at 10:00." in " ".join(text_of(page))
    assert (box(visit, relapse), Draft.objects.exists()) == ("", False)
    visit.post("/drafts/", {"keeping": fields["keeping"], "undo": "1"})
    assert box(visit, relapse) == "a row at home"
    visit.post("/drafts/", {"keeping": fields["keeping"], "discard": "1"})
    monday.shift(8 * 60)
    visit.get(relapse)
    monday.shift(8 * 60)
    assert "Discarded" not in " ".join(text_of(visit.get(relapse)))
    page = visit.post("/drafts/", {"keeping": fields["keeping"], "undo": "1"}, follow=True)
    assert "put aside too long ago" in " ".join(text_of(page))


@pytest.mark.parametrize(
    ("wanted", "leads"), [("/patients/", "/patients/"), ("//evil.example/", ""), ("https://evil.example/", ""), ("x", "")]
)
def test_a_button_that_leads_away_keeps_first(visit, relapse, wanted, leads):
    """Without scripts too: what is typed is kept, then the way leads on, to an address of this site."""
    fields = typed(visit.get(relapse), relapse, "a row at home")
    assert visit.post("/drafts/", fields | {"leave": wanted}).url == (leads or relapse)
    assert box(visit, relapse) == "a row at home"


def test_what_cannot_be_read_stands_in_nobodys_way(visit, relapse):
    """A draft that is nothing a form sends is passed over, and what is typed next takes its place."""
    fields = typed(visit.get(relapse), relapse, "a row at home")
    visit.post("/drafts/", fields)
    Draft.objects.update(data=["garbage"])
    assert box(visit, relapse) == ""
    assert visit.post("/drafts/", typed(visit.get(relapse), relapse, "a row at home")).status_code == 204
    assert box(visit, relapse) == "a row at home"


def test_what_cannot_be_shown_stands_in_nobodys_way(visit, relapse, monkeypatch):
    """A draft that the page cannot be made with, whatever is the matter: the page is shown as it is saved, and says so."""
    visit.post("/drafts/", typed(visit.get(relapse), relapse, "a row at home"))
    laid_over = relapse_plans.typed_again
    fails = {True: laid_over, False: lambda form, data: 1 / 0}
    monkeypatch.setattr(relapse_plans, "typed_again", lambda form, data: fails[data is None](form, data))
    page = visit.get(relapse)
    assert fields_of(page, relapse)["triggers"][0].strip() == ""
    assert "What you had typed here cannot be shown again." in " ".join(text_of(page))


def test_initials_and_year_are_never_kept(visit, relapse, patient, clinician):
    """What shows that the right patient is meant is typed each time."""
    address = f"/patients/{patient.code}/entered-in-error/"
    fields = fields_of(visit.get(address)) | {"initials": "RE", "birth_year": "1970"}
    visit.post("/drafts/", fields)
    assert not {"initials", "birth_year", "csrfmiddlewaretoken"} & Draft.objects.get().data.keys()


def test_a_draft_that_is_thrown_away_can_be_put_back(visit, drafted):
    """Where one is led after throwing it away stands the button that brings it back."""
    address = f"/patients/{drafted.code}/plan/"
    before = Draft.objects.get().data
    page = visit.post(address, {"patient": drafted.code, "discard": "1"}, follow=True)
    assert not Draft.objects.exists()
    assert visit.post("/drafts/", fields_of(page, "/drafts/", undo="1")).url == address
    assert Draft.objects.get().data == before


def test_a_medicine_that_is_taken_off_the_list_can_be_put_back(visit, lorazepam_patient):
    """Its row stands in the boxes again as it was, beside no words of what is stored; saved, it is on the list again."""
    address = f"/patients/{lorazepam_patient.code}/medications/"
    fields = fields_of(visit.get(address), others_asked="on")
    page = visit.post(address, fields | {"row-0-DELETE": "on"}, follow=True)
    assert not lorazepam_patient.medications.exists()
    again = visit.post("/drafts/", fields_of(page, "/drafts/", undo="1"), follow=True)
    found = fields_of(again)
    assert {name: found[name] for name in ROW} == {name: fields[name] for name in ROW}
    assert not any(card["echo"] for card in again.context["cards"])
    assert visit.post(address, found).status_code == 302
    assert lorazepam_patient.medications.get().taken_night == 1


ROW = ("row-0-drug", "row-0-taken_morning", "row-0-prescribed_night", "row-0-indication", "row-0-since_on_2")


def test_a_page_that_says_what_is_wrong_is_no_other_window(visit, relapse, monday):
    """What is put right on it is kept by and by, and recorded, without a word about another window: there is one."""
    wrong = visit.post(relapse, typed(visit.get(relapse), relapse, "a line\n" * 9))
    Draft.objects.update(saved_at=F("saved_at") + timedelta(seconds=1))  # what was sent is kept once the page is drawn
    monday.shift(60)
    right = typed(wrong, relapse, "a row at home")
    assert visit.post("/drafts/", right).status_code == 204
    page = visit.post(relapse, right, follow=True)
    assert "In another window" not in " ".join(text_of(page))
    assert not Draft.objects.exists()


def test_what_a_page_sends_late_is_no_draft_once_the_plan_is_issued(visit, drafted, monday):
    """On its way while the plan was issued, or typed after the Back button: it is not kept, and does not come up again."""
    address = f"/patients/{drafted.code}/plan/"
    late = fields_of(visit.get(address), address)
    monday.shift(60)
    check = visit.get(f"{address}check/")
    visit.post(f"{address}check/", check_fields(check, drafted))
    plan = Plan.objects.get()
    answer = visit.post("/drafts/", late)
    assert (answer.status_code, "was sent already" in answer.content.decode()) == (409, True)
    assert visit.post("/drafts/", late | {"leave": "/patients/"}).url == "/patients/"
    assert not Draft.objects.exists()
    review = f"/plans/{plan.code}/review/"
    late = fields_of(visit.get(review), review)
    assert visit.post("/drafts/", late).status_code == 204
    visits.visit(plan, plan.revisions.get().issued_by, visits.in_days(plan.revisions.get().issued_at.date(), 7))
    assert visit.post("/drafts/", late).status_code == 409


def test_the_way_to_the_medicines_keeps_the_plan(visit, drafted):
    """Without scripts too: what is filled in is kept, and from the medicines one comes back to it."""
    address = f"/patients/{drafted.code}/plan/"
    fields = fields_of(visit.get(address), address, review_on_0="29", review_on_1="12", review_on_2="2027")
    assert '<button class="btn btn-plain" name="medicines"' in visit.get(address).content.decode()
    assert visit.post(address, fields | {"medicines": "1"}).url == f"/patients/{drafted.code}/medications/?then=plan"
    assert Draft.objects.get().data["review_on_0"] == ["29"]
