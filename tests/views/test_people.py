"""The people of a clinic: invited, given roles, signed out and closed by an administrator who shows each time that it is them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from taper_app.actions import clinicians, drafts, invitations, second_factors
from taper_app.actions.clinicians import Account
from taper_app.actions.invitations import Invited
from taper_app.chart.second_factors import factors_of
from taper_app.desk.keeping import Keeping
from taper_app.models import AuditEvent, Draft, Invitation, User
from tests.conftest import PASSWORD

PEOPLE, INVITE, ACCEPT = "/clinic/people/", "/clinic/people/invite/", "/accounts/invitation/"
WHO = {"full_name": "Robin Reed", "role": "reader"}
ACCOUNT = {"username": "robin", "password1": "seven small green boats", "password2": "seven small green boats"}


@pytest.fixture
def bo(clinic):
    """Another prescriber of the clinic."""
    return clinicians.add_clinician(clinic=clinic, account=Account("bo", PASSWORD, "Dr Bo Second"))


def proved(client, address, sent):
    """Send something, show who one is, and send it again, as the page that one comes back to offers."""
    asked = client.post(address, sent)
    assert asked.url == f"/accounts/reauthenticate/?next={address}"
    assert client.post(asked.url, {"password": PASSWORD, "next": address}).url == address
    page = client.get(address)
    return page, client.post(address, sent)


def invited(clinician, **changes):
    """An open invitation and its code."""
    who = Invited(**{"full_name": "Robin Reed", "role": "reader", "is_administrator": False} | changes)
    return invitations.invite(clinic=clinician.clinic, by=clinician, who=who, now=timezone.now())


def text(response):
    return " ".join(response.content.decode().split())


def test_somebody_is_invited_and_makes_an_account(visit, clinician, log):
    """The code is shown once, and stands in no address, no log and no row; the account is as it was invited, is not signed in by
    it, and each step is an event. The code is good for no second one."""
    back, page = proved(visit, INVITE, WHO)
    assert back.context["form"]["full_name"].value() == "Robin Reed" and not back.context["errors"]
    code = page.context["code"]
    assert f"http://testserver{ACCEPT}#{code}" in text(page)
    invitation = Invitation.objects.get()
    assert code not in text(visit.get(PEOPLE)) and "Robin Reed" in text(visit.get(PEOPLE))
    assert (invitation.ends_at - invitation.invited_at, len(code.replace("-", ""))) == (timedelta(days=3), 32)
    own = Client()
    seen = own.post(ACCEPT, {"code": f" {code.lower()} "})
    assert "Robin Reed" in text(seen) and "changes nothing" in text(seen)
    assert own.post(ACCEPT, {"code": code} | ACCOUNT).url == "/accounts/login/"
    robin = User.objects.get(username="robin")
    assert (robin.full_name, robin.role, robin.is_administrator, robin.clinic) == (
        "Robin Reed",
        "reader",
        False,
        clinician.clinic,
    )
    assert "_auth_user_id" not in own.session
    again = own.post(ACCEPT, {"code": code} | ACCOUNT | {"username": "second"})
    assert again.status_code == 422 and "was used already" in text(again)
    told = AuditEvent.objects.filter(action__in=("invite", "accept_invitation")).order_by("pk")
    assert [(each.action, each.by.username, each.after["role"]) for each in told] == [
        ("invite", "ash", "reader"),
        ("accept_invitation", "robin", "reader"),
    ]
    assert code not in log.getvalue() and code not in str([each.after for each in told]) + str(vars(invitation))


def test_a_proof_is_asked_for_each_time(visit, bo):
    """One proof is good for one invitation, or for one change of a role: the next is asked for again."""
    proved(visit, INVITE, WHO)
    assert visit.post(INVITE, WHO).url.startswith("/accounts/reauthenticate/")
    proved(visit, PEOPLE, {"who": "bo", "do": "role", "role": "pharmacist"})
    assert visit.post(PEOPLE, {"who": "bo", "do": "close"}).url.startswith("/accounts/reauthenticate/")
    bo.refresh_from_db()
    assert (Invitation.objects.count(), bo.role, bo.is_active) == (1, "pharmacist", True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["ends_at"], "Ask Dr Ash Marlow for another one."),
        (["revoked_at"], "was taken back. Ask Dr Ash Marlow"),
        ([], "No invitation has this code"),
    ],
)
def test_a_code_that_is_not_good_says_what_to_do(monday, client, clinician, change, said):
    """Over to the second, taken back, or unknown: nothing is made, and whom to ask is said."""
    _, code = invited(clinician)
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=3), **{name: timezone.now() for name in change})
    answer = client.post(ACCEPT, {"code": code if change else code[:-1] + "0"} | ACCOUNT)
    assert answer.status_code == 422 and said in text(answer)
    assert not User.objects.filter(username="robin").exists()


def test_codes_are_not_guessed_and_the_right_one_is_let_in(monday, client, clinician):
    """From one address thirty wrong codes are answered in ten minutes, then one waits and is told how long; whoever was invited
    and sits behind the same address gets in all the while."""
    _, code = invited(clinician)
    wrong = ("B" if code[0] == "A" else "A") + code[1:-2]
    assert {client.post(ACCEPT, {"code": f"{wrong}{number}"}).status_code for number in range(10, 40)} == {422}
    monday.shift(100)
    answer = client.post(ACCEPT, {"code": f"{wrong}40"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "500")
    assert "Wait 9 minutes." in text(answer) and "password" not in text(answer)
    assert Client().post(ACCEPT, {"code": code} | ACCOUNT).status_code == 302
    monday.shift(501)
    assert client.post(ACCEPT, {"code": f"{wrong}40"}).status_code == 422


def test_nobody_comes_in_by_whoever_invites_no_more(client, clinician, bo):
    """An administrator who is one no longer leaves no way in behind: what they had invited to is over."""
    clinicians.change_role(user=bo, by=clinician, role="prescriber", is_administrator=True)
    bo.refresh_from_db()
    _, code = invited(bo, role="prescriber", is_administrator=True)
    clinicians.change_role(user=bo, by=clinician, role="reader", is_administrator=False)
    answer = client.post(ACCEPT, {"code": code} | ACCOUNT)
    assert answer.status_code == 422 and "Ask an administrator of the clinic" in text(answer)
    assert not User.objects.filter(username="robin").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password2": "another one altogether"}, "The two passwords differ."),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"username": "ASH"}, "Somebody has this name to sign in with"),
        ({"username": ""}, "Choose a name to sign in with."),
    ],
)
def test_a_wrong_account_is_said(monday, client, clinician, wrong, said):
    """The page says what is wrong, and the invitation is good still."""
    _, code = invited(clinician)
    answer = client.post(ACCEPT, {"code": code} | ACCOUNT | wrong)
    assert answer.status_code == 422 and said in text(answer)
    assert client.post(ACCEPT, {"code": code} | ACCOUNT).status_code == 302


def test_an_invitation_is_taken_back(visit, client, clinician, monday):
    """At once and with its event; one that was used, or another clinic's, is not."""
    invitation, code = invited(clinician)
    visit.post(PEOPLE, {"revoke": invitation.pk})
    assert "was taken back" in text(Client().post(ACCEPT, {"code": code} | ACCOUNT))
    assert AuditEvent.objects.filter(action="revoke_invitation", by=clinician).count() == 1
    for number in (invitation.pk, 0, "x", "9" * 30):
        assert "not open any more" in text(visit.post(PEOPLE, {"revoke": number}, follow=True))


def test_a_role_is_changed_and_an_account_closed(visit, bo, clinician):
    """What is asked is said back before it is done. A role holds in sessions that are open, a closed account has none, and each
    event has before and after."""
    own = Client()
    own.force_login(bo)
    back, _ = proved(visit, PEOPLE, {"who": "bo", "do": "role", "role": "none", "is_administrator": "on"})
    assert "From now on: <strong>administrator</strong>" in text(back)
    assert own.get("/patients/").status_code == 403
    proved(visit, PEOPLE, {"who": "bo", "do": "end"})
    assert own.get(PEOPLE).status_code == 302
    own.force_login(bo)
    proved(visit, PEOPLE, {"who": "bo", "do": "close"})
    assert own.get(PEOPLE).status_code == 302
    role, end, close = AuditEvent.objects.filter(action__in=("change_role", "end_sessions", "close_account")).order_by("pk")
    assert (role.before["role"], role.after["role"], role.after["is_administrator"]) == ("prescriber", "none", True)
    assert (end.after, close.before["is_active"], close.after["is_active"]) == ({"sessions": 1}, True, False)
    assert {each.by for each in (role, end, close)} == {clinician}


def test_a_lost_second_step_is_taken_away(visit, bo, clinician):
    """By an administrator, who shows that it is them; who lost it is out everywhere and sets up another."""
    assert "Second step is lost" not in text(visit.get(PEOPLE))
    second_factors.add_app(by=bo, secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    own = Client()
    own.force_login(bo)
    assert own.get("/clinic/").status_code == 200
    assert text(visit.get(PEOPLE)).count("Second step is lost") == 1
    back, _ = proved(visit, PEOPLE, {"who": "bo", "do": "factors"})
    assert "Take the second step of <bdi>Dr Bo Second</bdi> away?" in text(back)
    assert "Taken away: 2. Sessions that ended: 1." in text(visit.get(PEOPLE))
    assert own.get("/clinic/").status_code == 302 and not factors_of(bo).are_enough
    event = AuditEvent.objects.get(action="take_second_factor")
    assert (event.by, event.subject, event.before) == (clinician, "clinician bo", {"factors": ["app", "recovery codes"]})


def test_the_last_administrator_stays(visit, bo, clinician):
    """Neither closed nor made less by anybody, and the page says what to do first."""
    for sent in ({"do": "close"}, {"do": "role", "role": "prescriber"}):
        proved(visit, PEOPLE, {"who": "ash"} | sent)
        assert "make somebody else one first" in text(visit.get(PEOPLE))
    clinician.refresh_from_db()
    assert clinician.is_administrator and clinician.is_active


def test_nobody_is_left_who_may_nothing(visit, bo):
    """No patients and no administrator: it is refused before a proof is asked for, for a role as for an invitation."""
    answer = visit.post(PEOPLE, {"who": "bo", "do": "role", "role": "none"}, follow=True)
    assert "they could do nothing" in text(answer)
    answer = visit.post(INVITE, {"full_name": "Robin", "role": "none"})
    assert answer.status_code == 422 and "they could do nothing" in text(answer)


def test_another_clinics_person_is_not_found(visit, other_clinician):
    """Nothing of another clinic's people is shown or changed."""
    assert visit.post(PEOPLE, {"who": "blake", "do": "close"}).status_code == 404
    assert visit.post(PEOPLE, {"who": "ash", "do": "promote"}).status_code == 404
    assert "Fenwick" not in text(visit.get(PEOPLE))


def test_what_a_reader_sent_to_be_kept_is_not_kept(visit, bo, patient):
    """Keeping what was typed asks for what the page needs that it was typed on."""
    bo.role, url = "reader", f"/patients/{patient.code}/risks/"
    bo.save()
    visit.force_login(bo)
    signed = Keeping(bo.pk, url, drafts.Opened("", timezone.now())).signed()
    assert visit.post("/drafts/", {"keeping": signed, "smoking": "yes"}).status_code == 403
    assert not Draft.objects.exists()
