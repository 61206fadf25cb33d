"""Products that a pharmacy makes for the clinic: added and withdrawn in its settings."""

from decimal import Decimal

import pytest

from taper_app.actions.own_products import add_own_product, withdraw_own_product
from taper_app.handouts import plain_handout
from taper_app.models import AuditEvent, OwnProduct
from tests.actions.visits import begin
from tests.conftest import TODAY
from tests.views.payloads import form_errors, text_of

URL = "/clinic/products/"
SUSPENSION = {
    "drug": "clonazepam",
    "name": "Clonazepam oral suspension 0.1 mg/mL",
    "form": "oral suspension",
    "strength_mg": "0.1",
    "made_by": "Riverside Pharmacy",
    "keeps_days": "60",
}


def test_a_product_is_added_and_named_with_who_makes_it(visit):
    """It is kept as its label has it, under a code of its own, and the page names strength, form, maker and how long it keeps."""
    assert visit.post(URL, SUSPENSION).url == URL
    kept = OwnProduct.objects.get()
    assert (kept.drug, kept.form, kept.strength_mg, kept.keeps_days) == ("clonazepam", "oral suspension", Decimal("0.1"), 60)
    assert kept.code.startswith("own-") and kept.withdrawn_on is None
    said = [each.replace("\u00a0", " ") for each in text_of(visit.get(URL))]
    assert "Clonazepam 0.1 mg in 1 mL oral suspension" in said
    assert "Clonazepam oral suspension 0.1 mg/mL. Made by Riverside Pharmacy, keeps 60 days." in said


def test_a_product_is_withdrawn_and_stays_on_record(visit, monday):
    """Taken out of use it has the day, stays on the list, and the same may be added again; both are on the audit trail."""
    visit.post(URL, SUSPENSION)
    kept = OwnProduct.objects.get()
    for _ in range(2):
        assert visit.post(URL, {"withdraw": kept.code}).url == URL
    kept.refresh_from_db()
    assert kept.withdrawn_on == TODAY
    assert any("Withdrawn on" in each for each in text_of(visit.get(URL)))
    visit.post(URL, SUSPENSION)
    assert OwnProduct.objects.count() == 2
    done = AuditEvent.objects.filter(action__endswith="own_product").values_list("action", flat=True)
    assert list(done.order_by("pk")) == ["add_own_product", "withdraw_own_product", "add_own_product"]


def test_another_clinics_product_is_not_found(visit, other_clinician):
    """Whoever knows its code withdraws nothing of another clinic."""
    values = SUSPENSION | {"strength_mg": Decimal("0.1"), "keeps_days": 60}
    theirs = OwnProduct.objects.create(clinic=other_clinician.clinic, code="own-k7qx4m2p", **values)
    assert visit.post(URL, {"withdraw": theirs.code}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.withdrawn_on is None


def test_a_plan_is_made_of_a_product_of_the_clinic_and_keeps_it_whole(visit, lorazepam_patient, clinician):
    """It can be ticked for a plan; what is issued holds it whole, and prints the same after it was withdrawn."""
    values = {"drug": "lorazepam", "name": "Lorazepam 0.1 mg/mL", "form": "oral suspension", "strength_mg": Decimal("0.1")}
    made = add_own_product(clinic=clinician.clinic, by=clinician, made_by="Riverside Pharmacy", keeps_days=60, **values)
    page = visit.get(f"/patients/{lorazepam_patient.code}/plan/").content.decode()
    assert f'value="{made.code}"' in page and "made for the clinic" in page
    plan = begin(lorazepam_patient, clinician, "lorazepam", products=(made.code,), coarse_tail=False)
    issued = plan.revisions.get().issued()
    assert [each.id for each in issued.request.own_products] == [made.code]
    kept = issued.products[made.code]
    assert (kept.form, kept.mg_per_ml, kept.made_by, kept.keeps_days) == (
        "oral suspension",
        Decimal("0.1"),
        "Riverside Pharmacy",
        60,
    )
    said = "Lorazepam 0.1 mg in 1 mL oral suspension: made by Riverside Pharmacy, keeps 60 days from the day it is made."
    assert said in visit.get(f"/plans/{plan.code}/").content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")
    pieces = {piece.product for step in issued.schedule.steps for dose in step.doses for piece in dose.pieces}
    assert pieces == {made.code}
    withdraw_own_product(product=made, today=TODAY, by=clinician)
    assert "oral suspension" in plain_handout(plan.revisions.get().issued())
    assert made.code not in visit.get(f"/patients/{lorazepam_patient.code}/medications/").content.decode()
    assert visit.get(f"/plans/{plan.code}/review/").status_code == 200


WRONG = [
    ({"drug": ""}, "Choose the medicine."),
    ({"drug": "heroin"}, "Choose a medicine from the list."),
    ({"name": ""}, "Enter the name on the label."),
    ({"form": ""}, "Choose the form."),
    ({"form": "film"}, "Choose one of the forms."),
    ({"strength_mg": ""}, "Enter the strength in mg, such as 0.1."),
    ({"strength_mg": "0"}, "Enter a strength above 0."),
    ({"strength_mg": "0,1"}, "Enter the dose with a point and no comma, such as 0.5."),
    ({"made_by": ""}, "Enter the pharmacy or company that makes it."),
    ({"keeps_days": ""}, "Enter how many days it keeps, such as 60."),
    ({"keeps_days": "0"}, "Enter a number of days from 1 to 1095."),
    ({"keeps_days": "1096"}, "Enter a number of days from 1 to 1095."),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_what_is_missing_is_asked_for(visit, changes, words):
    """Each fault has its sentence, and nothing is kept."""
    response = visit.post(URL, SUSPENSION | changes)
    assert (response.status_code, form_errors(response)) == (422, [words])
    assert not OwnProduct.objects.exists()


def test_the_same_product_twice_is_refused(visit):
    """The same drug, form, strength and maker once more is named, and not added."""
    visit.post(URL, SUSPENSION)
    response = visit.post(URL, SUSPENSION | {"name": "Another name"})
    assert form_errors(response) == ["This product is on the list already."]
    assert OwnProduct.objects.count() == 1
