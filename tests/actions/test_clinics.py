"""Making and changing a clinic."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from taper_app.actions import clinics
from taper_app.actions.clinicians import Account
from taper_app.models import AuditEvent, Clinic, User

GOOD = {
    "name": "Hillside Practice",
    "phone": "020 7946 0002",
    "out_of_hours": "NHS 111",
    "time_zone": "Europe/London",
    "market": "uk",
    "paper_size": "A4",
}
CASEY = Account("casey", "a long enough phrase", "Dr Casey Thorn")


def created(**changes):
    """The first clinician of a clinic that is made of these fields, its own and the account's."""
    account = CASEY._replace(**{name: changes.pop(name) for name in Account._fields if name in changes})
    return clinics.create_clinic(**GOOD | changes, account=account)


def test_a_clinic_begins_with_its_clinician(db):
    """A new clinic has one clinician, who can sign in with the password given and no other, and an event says who made it."""
    user = created()
    assert (user.clinic.name, user.get_full_name()) == ("Hillside Practice", "Dr Casey Thorn")
    assert (user.check_password(CASEY.password), user.check_password("another")) == (True, False)
    assert (user.is_staff, user.is_superuser) == (False, False)
    event = AuditEvent.objects.get()
    assert (event.clinic, event.by, event.action, event.before) == (user.clinic, user, "create_clinic", None)
    assert event.after["out_of_hours"] == "NHS 111"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Europe/Atlantis"),
        ("time_zone", "../../etc/passwd"),
        ("market", "fr"),
        ("paper_size", "A5"),
        ("out_of_hours", ""),
        ("username", ""),
        ("username", "two words"),
    ],
)
def test_a_bad_value_makes_nothing(db, field, value):
    """A value that cannot be is named, and neither clinic nor clinician is left behind."""
    with pytest.raises(ValidationError) as caught:
        created(**{field: value})
    assert field in caught.value.message_dict
    assert (Clinic.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.parametrize("password", ["short", "123456789012345", "password1234", "dr-casey-thorn"])
def test_a_weak_password_makes_nothing(db, password):
    """A password that is short, common, a number or like the name is refused before anything is kept."""
    with pytest.raises(ValidationError):
        created(password=password)
    assert Clinic.objects.count() == 0


def test_a_username_is_taken_once_whatever_its_case(clinician):
    """Who types the name in capitals means the same account."""
    with pytest.raises(ValidationError):
        created(username="ASH")
    assert Clinic.objects.count() == 1


def test_change_keeps_before_and_after(clinic, clinician):
    """A changed clinic's event shows what was there before and what is there now."""
    clinics.change_clinic(clinic=clinic, by=clinician, phone="020 7946 0003", diazepam_threshold_mg=Decimal("30"))
    clinic.refresh_from_db()
    assert (clinic.phone, clinic.diazepam_threshold_mg) == ("020 7946 0003", 30)
    event = AuditEvent.objects.get(action="change_clinic")
    assert (event.before["phone"], event.after["phone"]) == ("020 7946 0001", "020 7946 0003")


def test_no_change_is_no_event(clinic, clinician):
    """Saving what is there already leaves no trace."""
    clinics.change_clinic(clinic=clinic, by=clinician, phone=clinic.phone)
    assert not AuditEvent.objects.filter(action="change_clinic").exists()


def test_a_clinic_stocks_products_of_its_market(clinic, clinician):
    """A product that the market does not have is refused by name."""
    clinics.change_clinic(clinic=clinic, by=clinician, stocked_products=["diazepam-2mg-tablet"])
    with pytest.raises(ValidationError, match="moonstone-2mg-tablet"):
        clinics.change_clinic(clinic=clinic, by=clinician, stocked_products=["moonstone-2mg-tablet"])
    clinic.refresh_from_db()
    assert clinic.stocked_products == ["diazepam-2mg-tablet"]


def test_nobody_changes_another_clinic(clinic, other_clinician):
    """A clinician of another clinic changes nothing here."""
    with pytest.raises(PermissionDenied):
        clinics.change_clinic(clinic=clinic, by=other_clinician, phone="000")
    clinic.refresh_from_db()
    assert clinic.phone == "020 7946 0001"


@pytest.mark.parametrize(("market", "mg"), [("uk", 30), ("us", 40)])
def test_a_new_clinic_begins_with_the_threshold_of_its_market(db, market, mg):
    """NHS Lothian begins no crossover above 30 mg of diazepam; where no guidance names a dose it is 40 mg."""
    assert created(market=market).clinic.diazepam_threshold_mg == mg
