"""What a page asks of one patient a dozen times is read once; whoever writes reads anew."""

from taper_app.chart import risk_picture
from taper_app.chart.read_once import reads_once
from taper_app.models import Patient
from tests.actions.risks import ask


def test_a_page_reads_once_and_another_row_reads_anew(lorazepam_patient, clinician, asked_on, django_assert_num_queries):
    """So does the same row where it is said again, as before something is issued."""
    here = Patient.objects.get(pk=lorazepam_patient.pk)
    reads_once(here)
    with django_assert_num_queries(1):
        first = risk_picture.newest(here)
        assert risk_picture.newest(here) is first
    ask(lorazepam_patient, clinician, asked_on)
    assert risk_picture.newest(here) is first
    assert risk_picture.newest(lorazepam_patient).number == first.number + 1
    reads_once(here)
    assert risk_picture.newest(here).number == first.number + 1
