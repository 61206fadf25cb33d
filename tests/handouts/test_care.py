"""Care on the clinician's summary: as it stands while the revision is in force, and as it stood once that is superseded."""

from taper_app.handouts.standing import Standing
from taper_app.record import Care, from_json
from tests.handouts.clinical import PAPERS, SHA, issued, laid_over
from tests.handouts.snapshots import NIGHTLY_20
from tests.text_gates import hits_in, texts_of

KEYS = ("kind", "name", "status", "since", "offered_on", "reviewed_on", "referred_to", "referred_on", "answered_on", "note")


def told(*values):
    return dict(zip(KEYS, values, strict=True))


OFFERED = told("peers", "Peer support", "offered", "2027-01-04", "2027-01-04", None, "", None, None, "")
SENT = ("Talking Therapies", "2027-01-11", "2027-02-01", "Evenings only")
ACCEPTED = told("cbt", "CBT", "accepted", "2027-01-11", "2027-01-04", "2027-02-01", *SENT)
WAITING = ACCEPTED | {"answered_on": None}


def summary(snapshot, care=None, **standing):
    """The texts of the summary, a cell or paragraph each; `care` as it is stored."""
    now = care and tuple(from_json(Care, each) for each in care)
    return texts_of(PAPERS["summary"](snapshot, SHA, Standing(care=now, **standing)))


def after(texts, heading="Care beside the dose"):
    """What stands under the heading."""
    return texts[texts.index(heading) + 1 :]


def test_how_care_stands_is_printed():
    """What was offered, accepted and gone through again, the referral with its days, and the note are printed."""
    page = after(summary(issued(NIGHTLY_20), care=[ACCEPTED, OFFERED]))
    assert page[0] == "As it was recorded when this paper was made."
    cbt = page[page.index("CBT") :]
    assert cbt[1] == "Accepted on 11-Jan-2027; first offered on 04-Jan-2027; gone through again on 01-Feb-2027"
    assert cbt[2:4] == ["Talking Therapies, sent on 11-Jan-2027; answered on 01-Feb-2027", "Evenings only"]
    assert cbt[4:8] == ["Peer support", "Offered on 04-Jan-2027", "none", "none"]


def test_a_referral_that_waits_is_printed_so():
    """A referral without an answer says that it has none yet."""
    assert "Talking Therapies, sent on 11-Jan-2027; not answered yet" in summary(issued(NIGHTLY_20), care=[WAITING])


def test_a_superseded_summary_prints_care_as_it_was_issued():
    """A revision that is no longer in force prints the care of its own snapshot, whatever was recorded later."""
    snapshot = laid_over(issued(NIGHTLY_20), {"care": [OFFERED]})
    page = after(summary(snapshot, superseded_by=2, care=[ACCEPTED]))
    assert page[0] == "As it was recorded when this revision was issued."
    assert "Peer support" in page
    assert "CBT" not in page


def test_a_summary_of_before_care_was_kept():
    """A snapshot without care says that nothing was recorded."""
    page = after(summary(issued(NIGHTLY_20), superseded_by=2))
    assert page[0] == "As it was recorded when this revision was issued. Nothing was."


def test_words_pass_the_gates():
    """No way of writing that has harmed people stands on the paper."""
    page = after(summary(issued(NIGHTLY_20), care=[ACCEPTED, OFFERED]))
    assert hits_in(page[: page.index("What the rules say")]) == []
