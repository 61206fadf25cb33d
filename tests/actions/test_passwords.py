"""What a password must not be, and that it may be put together as one likes."""

import gzip
from pathlib import Path

import pytest
from django.contrib.auth import password_validation
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from taper_app.chart import passwords
from taper_app.models import User

COMMON = gzip.decompress(Path(password_validation.__file__).with_name("common-passwords.txt.gz").read_bytes()).decode().split()
TRIED_FIRST = ["aaaaaaaaaaaa", "passwordpassword", "Summer2026!!", "welcome12345", "letmeinletmein", "abcdefghijkl"]
TRIED_FIRST += ["qwertyuiop123", "P@ssw0rd2026", "1q2w3e4r5t6y", "123456789012", "q1w2e3r4t5y6", "iloveyou!iloveyou!"]
OF_NAMES = ["evilevilevil", "diazepam12345", "Taper2026Taper", "ValiumXanax99", "Riverside12!", "marlowmarlow1", "Rówan!!2026xx"]
GOOD = ["correct horse battery", "7301946285510264", "a kettle, a lamp and two geese sat " * 8 + "down", "🐎🔋📎 staple kettle"]
GOOD += ["zopiclone is not what I had"]


@pytest.fixture
def chooser():
    """Somebody who is not kept yet, without a clinic."""
    return User(username="evil", full_name="Dr Ash Marlow")


@pytest.mark.parametrize("password", TRIED_FIRST)
def test_what_is_tried_first_is_refused(password, chooser):
    """Leaked ones, common words with figures, repetitions and rows of keys."""
    with pytest.raises(ValidationError):
        validate_password(password, chooser)


def test_thousands_that_fit_the_length_are_known():
    """Of a list of leaked ones each is refused; and so is each common word that is made long by a year and signs."""
    assert len(passwords.known()) > 9000
    assert passwords.known() == sorted(set(passwords.known()))
    let_through = [word for word in COMMON if len(word) >= 12 and not passwords.is_common(word)]
    made_long = [f"{word}2026!!" for word in COMMON if word.isalpha() and len(word) >= 6]
    let_through += [word for word in made_long if not passwords.is_common(word)]
    assert (let_through, len(made_long) > 3000) == ([], True)


def test_names_that_others_know_are_refused(patient, clinician):
    """One's own, the clinic's, those of drugs, of this product, and of the clinic's patients; beside enough of other words they
    may stand."""
    user = User(username="evil", full_name="Dr Ash Marlow", clinic=clinician.clinic)
    user.clinic.name = "Evil Clinic Riverside"
    for password in OF_NAMES:
        with pytest.raises(ValidationError):
            validate_password(password, user)
    for password in GOOD:
        validate_password(password, user)


def test_names_of_another_clinic_are_nobodys(patient, other_clinician):
    """Nobody learns by choosing a password who is a patient elsewhere."""
    validate_password("rowan kettle1", other_clinician)
    with pytest.raises(ValidationError):
        validate_password("rowan kettle", patient.clinic.users.get())


def test_a_long_one_takes_no_time(patient, clinician):
    """However long it is, patients' names are looked for with one question."""
    validate_password("kettle and lamp, " * 200, clinician)


def test_all_of_it_counts(clinician):
    """Nothing is cut off at its end, and blanks at both ends are part of it."""
    clinician.set_password(" " + "k" * 80 + "1 ")
    assert clinician.check_password(" " + "k" * 80 + "1 ")
    assert not clinician.check_password("k" * 80 + "1")
    assert not clinician.check_password(" " + "k" * 80 + "2 ")
