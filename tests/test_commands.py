"""What an operator types: create_clinic and demo."""

import io
import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from taper_app.actions import drafts
from taper_app.management import demo_patients
from taper_app.management.commands import create_clinic, demo
from taper_app.models import Clinic, Patient, Plan, Review, User

OPTIONS = {
    "name": "Hillside Practice",
    "phone": "020 7946 0002",
    "out_of_hours": "NHS 111",
    "time_zone": "Europe/London",
    "market": "uk",
    "full_name": "Dr Casey Thorn",
    "username": "casey",
}


def run(command, **options):
    """What a command says when nobody is at the terminal."""
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def local(settings, tmp_path):
    """A folder for what this machine keeps for itself."""
    settings.LOCAL_DIR = tmp_path / "local"
    return settings.LOCAL_DIR


@pytest.fixture
def terminal(monkeypatch):
    """Somebody at the terminal, who gives these answers."""

    def with_answers(answers, passwords=()):
        given, secret = iter(answers), iter(passwords)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda question: next(given))
        monkeypatch.setattr(create_clinic, "getpass", lambda question: next(secret))

    return with_answers


def test_create_clinic_from_options(db):
    """With every option given it asks nothing, makes a password and prints it this once; paper is what the market uses."""
    said = run("create_clinic", make_password=True, **OPTIONS)
    password = re.search(r"The password is (\S+) \(it is not shown again\)", said)[1]
    user = User.objects.get(username="casey")
    assert user.check_password(password)
    assert (user.clinic.name, user.clinic.paper_size) == ("Hillside Practice", "A4")


def test_paper_of_the_other_market(db):
    """A clinic in the United States prints on Letter."""
    run("create_clinic", make_password=True, **OPTIONS | {"market": "us", "time_zone": "America/New_York"})
    assert Clinic.objects.get().paper_size == "Letter"


def test_create_clinic_asks(db, terminal):
    """What is not given is asked for; the password is typed twice and never printed."""
    terminal([OPTIONS["name"], " 020 7946 0002 "], ["quite a long phrase", "quite a long phrase"])
    given = {name: value for name, value in OPTIONS.items() if name not in ("name", "phone")}
    said = run("create_clinic", **given)
    assert User.objects.get().check_password("quite a long phrase")
    assert "quite a long phrase" not in said
    assert Clinic.objects.get().phone == "020 7946 0002"


def test_an_empty_password_has_one_made(db, terminal):
    """Who types no password gets one."""
    terminal([], [""])
    password = re.search(r"The password is (\S+)", run("create_clinic", **OPTIONS))[1]
    assert User.objects.get().check_password(password)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"time_zone": "GMT+25"}, r"time zone: 'GMT\+25' is not a time zone: write it like Europe/London"),
        ({"market": "fr"}, r"market: Value 'fr' is not a valid choice"),
        ({"username": "two words"}, r"username: Enter a valid username"),
    ],
    ids=str,
)
def test_a_bad_answer_is_said_plainly(db, wrong, says):
    """A value that cannot be is named in one line, and nothing is made."""
    with pytest.raises(CommandError, match=says):
        run("create_clinic", make_password=True, **OPTIONS | wrong)
    assert not Clinic.objects.exists()


def test_two_passwords_that_differ(db, terminal):
    """A slip in typing the password makes nothing."""
    terminal([], ["quite a long phrase", "quite a wrong phrase"])
    with pytest.raises(CommandError, match="differ: nothing was made"):
        run("create_clinic", **OPTIONS)
    assert not Clinic.objects.exists()


def test_a_weak_password(db, terminal):
    """A password that is too short is refused in words."""
    terminal([], ["short", "short"])
    with pytest.raises(CommandError, match="too short"):
        run("create_clinic", **OPTIONS)
    assert not Clinic.objects.exists()


@pytest.mark.parametrize("missing", ["name", "password"])
def test_nobody_to_ask(db, monkeypatch, missing):
    """Where nobody is at the terminal, what is missing is named instead of waited for."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    given = {name: value for name, value in OPTIONS.items() if name != missing}
    with pytest.raises(CommandError, match="Nobody is here to ask"):
        run("create_clinic", make_password=missing != "password", **given)


DEMO_DAYS = [date(2027, 1, 4), date(2026, 12, 31), date(2028, 2, 29)]


@pytest.mark.long
@pytest.mark.parametrize("today", DEMO_DAYS)
def test_demo_fills_an_empty_database(db, local, today):
    """On any day the demo clinic has a dozen patients at different points: one with medicines alone, the others with a plan."""
    with time_machine.travel(datetime(today.year, today.month, today.day, 12, tzinfo=UTC), tick=False):
        said = run("demo")
    password = said.split()[-1]
    assert said == f"Sign in as demo with password {password}\n"
    assert User.objects.get().check_password(password)
    assert Patient.objects.count() == 12
    opened, ended = (Plan.objects.filter(state=state) for state in ("open", "ended"))
    assert (opened.count(), ended.count()) == (9, 2)
    assert {each.end_reason for each in ended} == {"completed", "declined"}
    assert opened.filter(next_review_on__lt=today).exists()
    assert opened.filter(next_review_on__range=(today, today + timedelta(days=7))).exists()
    assert opened.filter(ends_on__lte=today + timedelta(days=28)).exists()
    assert opened.filter(missed_visits__gt=0).exists()
    assert opened.filter(on_hold=True).exists()
    assert ended.filter(next_review_on__range=(today, today + timedelta(days=7))).exists()
    assert {each.decision for each in Review.objects.all()} >= {"continue", "hold", "slow", "step-back", "maintain", "end", ""}


def test_demo_passwords_are_made_by_chance(db, local):
    """The password is another one on every machine, and long enough not to be guessed."""
    passwords = {demo.new_password() for _ in range(100)}
    assert len(passwords) == 100
    assert all(re.fullmatch(r"[2-9a-z]{5}-[2-9a-z]{5}-[2-9a-z]{5}", each) for each in passwords)


def test_demo_refuses_a_database_in_use(clinic, local):
    """Where there is a clinic, nothing is added."""
    with pytest.raises(CommandError, match="holds a clinic already"):
        run("demo")
    assert (Clinic.objects.count(), Patient.objects.count()) == (1, 0)


def test_a_real_clinics_database_is_left_alone(clinic, local):
    """A start on a real clinic's database adds nothing and tells no password."""
    assert run("demo", ready=True).startswith("Sign in with an account of a clinic here")
    assert (Clinic.objects.count(), Patient.objects.count()) == (1, 0)


def test_a_demo_that_fails_halfway_leaves_nothing(db, local, monkeypatch):
    """When the patient cannot be added, the clinic is not there either, and the next start begins anew."""
    monkeypatch.setattr(demo_patients.medications, "set_medications", fail)
    with pytest.raises(RuntimeError):
        run("demo")
    assert (Clinic.objects.count(), Patient.objects.count()) == (0, 0)


def fail(**kwargs):
    raise RuntimeError("no more")


# Clinicians --------------------------------------------------------------------------------------

ANOTHER = {"full_name": "Dr Robin Reed", "username": "robin"}


def test_add_clinician_from_options(clinic):
    """The only clinic gets one more account; its password is made and printed this once."""
    said = run("add_clinician", make_password=True, **ANOTHER)
    password = re.search(r"The password is (\S+) \(it is not shown again\)", said)[1]
    user = User.objects.get(username="robin")
    assert user.check_password(password) and user.clinic == clinic
    assert "Made an account for Dr Robin Reed in Riverside Practice. Sign in as robin." in said
    assert (user.role, user.is_administrator) == ("prescriber", False)
    run("add_clinician", make_password=True, full_name="Fay Admin", username="fay", role="none", administrator=True)
    fay = User.objects.get(username="fay")
    assert (fay.role, fay.is_administrator, set(fay.may)) == ("none", True, {"administer"})


def test_an_account_is_named_as_it_will_be_typed(clinic):
    """Blanks round a name that is given as an option are dropped, and letter and accent of a name to sign in with are one."""
    run("add_clinician", make_password=True, full_name="  Dr José Reed ", username=" jose\u0301 ")
    user = User.objects.get(username="jos\u00e9")
    assert user.get_full_name() == "Dr José Reed"
    assert f"Closed the account {user.username}" in run("close_clinician", username="jose\u0301")


def test_add_clinician_asks(clinic, other_clinician, terminal):
    """Where there are several clinics it asks which, by name or number, then for what else is not given."""
    terminal([str(other_clinician.clinic_id), "Dr Robin Reed", "robin"], ["quite a long phrase", "quite a long phrase"])
    said = run("add_clinician")
    assert User.objects.get(username="robin").clinic == other_clinician.clinic
    assert "quite a long phrase" not in said


def test_a_clinic_is_meant_by_name(clinic, other_clinician):
    """Its name as it is printed is enough; one that there is not is answered with those there are."""
    run("add_clinician", make_password=True, clinic="Harbor Clinic", **ANOTHER)
    assert User.objects.get(username="robin").clinic == other_clinician.clinic
    with pytest.raises(CommandError, match=f"no clinic here.*{clinic.pk} Riverside Practice"):
        run("add_clinician", make_password=True, clinic="Elsewhere", **ANOTHER)


def test_without_a_clinic_there_is_no_clinician(db):
    """The way to the first one is said."""
    with pytest.raises(CommandError, match="create_clinic"):
        run("add_clinician", make_password=True, **ANOTHER)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"username": "ASH"}, "Somebody has this name to sign in with"),
        ({"full_name": "\u202e"}, "U\\+202E"),
        ({"full_name": " \u2007 "}, "full name"),
    ],
)
def test_a_bad_account_is_said_plainly(clinic, wrong, says):
    """In one line, and nothing is made."""
    with pytest.raises(CommandError, match=says):
        run("add_clinician", make_password=True, **ANOTHER | wrong)
    assert User.objects.count() == 1


def test_close_clinician(clinic, clinician, patient):
    """It says what was closed, how many sessions ended, what was thrown away, and that what was signed stays."""
    run("add_clinician", make_password=True, **ANOTHER)
    robin = User.objects.get(username="robin")
    drafts.save_draft(patient=patient, data={}, by=robin, purpose="review")
    out = io.StringIO()
    call_command("close_clinician", "ROBIN", stdout=out)
    said = out.getvalue()
    assert "Closed the account robin of Dr Robin Reed, Riverside Practice." in said
    assert "Sessions ended: 0. What Dr Robin Reed signed stays as it is." in said
    assert f"Half filled in and thrown away: a visit of patient {patient.code}." in said
    assert not User.objects.get(username="robin").is_active
    for name, words in (
        ("robin", "closed already"),
        ("nobody", "There is no account"),
        ("\udcff", "U.DCFF"),
        ("ash", "say --last"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("close_clinician", name)
    assert User.objects.get(username="ash").is_active


@pytest.mark.parametrize("options", [{"interactive": False}, {"interactive": False, "username": "root"}, {}])
def test_createsuperuser_says_which_command_to_use(db, options):
    """There is no superuser, asked for at a terminal or not."""
    with pytest.raises(CommandError, match=r"(?s)create_clinic.*add_clinician"):
        run("createsuperuser", **options)
    assert not User.objects.exists()


def test_a_real_account_called_demo_stays_open(db, local):
    """Only what the demo made is closed; where there is nothing of it, nothing is said of it."""
    run("create_clinic", make_password=True, **OPTIONS | {"username": "demo"})
    said = run("create_clinic", make_password=True, **OPTIONS)
    assert User.objects.get(username="demo").is_active
    assert "demo" not in said


def test_the_readme_names_the_way_to_further_clinicians_and_what_a_proxy_needs():
    """In the steps of a real clinic, where whoever sets one up reads."""
    steps = (Path(__file__).parent.parent / "README.md").read_text().partition("## A real clinic")[2].partition("\n## ")[0]
    for words in ("add_clinician", "close_clinician", "TRUSTED_PROXIES=1", "shut"):
        assert words in steps
