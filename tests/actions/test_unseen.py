"""What could not be read as it was typed is refused before it is kept or printed."""

from types import SimpleNamespace

import pytest

from taper_app.actions.unseen import TextUnseen, refuse_unseen, refuse_unseen_on_paper

TURNED = "\u202e"  # what follows is shown from right to left


@pytest.mark.parametrize("said", [TURNED, [f"a{TURNED}"], {"note": {"words": [TURNED]}}], ids=["text", "list", "JSON"])
def test_a_text_that_cannot_be_read_as_it_was_typed_is_refused(said):
    """By itself or anywhere in what is kept as JSON, with a sentence that says what to do."""
    with pytest.raises(TextUnseen, match=r"\w"):
        refuse_unseen("right", said)
    refuse_unseen("right", ["right"], {"note": "right"}, None)


@pytest.mark.parametrize(
    ("changes", "whose"),
    [
        ({"clinic": TURNED}, "the clinic’s settings"),
        ({"phone": TURNED}, "the clinic’s settings"),
        ({"out_of_hours": TURNED}, "the clinic’s settings"),
        ({"name": TURNED}, "the patient’s details"),
        ({"identifier": TURNED}, "the patient’s details"),
    ],
    ids=str,
)
def test_whose_words_have_to_be_corrected_before_a_paper_is_made_is_said(changes, whose):
    """Of the clinic and the patient, whatever is printed; what can be read is let through."""
    said = {"clinic": "Riverside", "phone": "1", "out_of_hours": "2", "name": "Rowan", "identifier": "T1"}
    refuse_unseen_on_paper(patient_of(**said))
    with pytest.raises(TextUnseen, match=f"^Correct {whose} first, for they are printed"):
        refuse_unseen_on_paper(patient_of(**said | changes))


def patient_of(*, clinic, phone, out_of_hours, **own):
    return SimpleNamespace(clinic=SimpleNamespace(name=clinic, phone=phone, out_of_hours=out_of_hours), **own)
