"""Whom a search finds: as it is typed, or spelled nearly so."""

from datetime import date

import pytest

from taper_app.actions import patients
from taper_app.chart import search
from taper_app.chart.names import one_letter_off, sound
from taper_app.chart.search import Sought, code_letters, fits, identified, is_whole, misread, nearly_fits, plan_by_code
from taper_app.models import Patient
from tests.actions.test_plans import start
from tests.by_indexes import asks_by_indexes

pytestmark = pytest.mark.each_on_any_database  # each example asks the database something else

BORN = date(1961, 3, 27)


@pytest.fixture
def add(clinician):
    """Adds a patient of the clinician's clinic, or of another clinician's."""

    def adds(name, identifier="", by=clinician):
        number = identifier or f"ID-{Patient.objects.count():04}"
        return patients.add_patient(clinic=by.clinic, name=name, born_on=BORN, sex="male", identifier=number, by=by)

    return adds


def found(clinic, text, by=fits, **more):
    return sorted(clinic.patients.filter(pk__in=by(clinic, Sought(text, **more))).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Angeles", "García, Ángeles"),
        ("garcia a", "García, Ángeles"),
        ("GARCÍA", "García, Ángeles"),
        ("o'shaughnessy", "O’Shaughnessy, Siobhán"),
        ("oshaughnessy", "O’Shaughnessy, Siobhán"),
        ("O Shaughnessy", "O’Shaughnessy, Siobhán"),
        ("shaugh sio", "O’Shaughnessy, Siobhán"),
        ("anna-lena", "van der Berg, Anna-Lena"),
        ("annalena", "van der Berg, Anna-Lena"),
        ("vanderberg", "van der Berg, Anna-Lena"),
        ("soren", "Ødegård, Søren"),
        ("943 476 5919", "Number, Nora"),
        ("943-476-5919", "Number, Nora"),
        ("5919", "Number, Nora"),
        ("mrn/77a", "Other, Otto"),
        ("mrn77A", "Other, Otto"),
    ],
)
def test_signs_and_blanks_do_not_matter(clinic, add, typed, name):
    """Accents, apostrophes, hyphens and capitals neither of what is typed nor of what is kept; of an identifier no blank."""
    add("García, Ángeles"), add("O’Shaughnessy, Siobhán"), add("van der Berg, Anna-Lena"), add("Ødegård, Søren")
    add("Number, Nora", "9434765919"), add("Other, Otto", "MRN-77A")
    assert found(clinic, typed) == [name]


@pytest.mark.parametrize(
    "typed", ["Margret", "Margarett", "Margarte", "Nargaret", "margaret vael", "Margrit Vale", "Valle Margaret", "Mergeret Veil"]
)
def test_near_spellings_find_and_are_near_only(clinic, add, typed):
    """A letter off, or the same sound, is near: it is not what was typed."""
    add("Vale, Margaret"), add("Stone, Peter")
    assert found(clinic, typed) == []
    assert found(clinic, typed, nearly_fits) == ["Vale, Margaret"]


@pytest.mark.parametrize("typed", ["Lea", "Jo Lee", "Peter Vale", "xyz", "''", "."])
def test_what_is_not_near_finds_nobody(clinic, add, typed):
    """A short word has no near spelling, each word has to be near one of the patient's, and signs alone find nobody."""
    add("Lee, Margaret"), add("Stone, Peter")
    assert found(clinic, typed) == found(clinic, typed, nearly_fits) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("margaret", "margret"),
        ("catherine", "kathryn"),
        ("philip", "filip"),
        ("stephen", "steven"),
        ("knight", "nite"),
        ("wright", "rite"),
        ("smith", "smythe"),
    ],
)
def test_what_sounds_the_same_is_one_sound(one, other):
    """Other letters for the same consonants, and vowels, make no other sound."""
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("margaret", "marigold"), ("peter", "anna"), ("stone", "stein-x"), ("anna", "nana")])
def test_other_sounds_are_others(one, other):
    """Consonants of another kind, or a vowel where there was none at the beginning."""
    assert sound(one) != sound(other)


def test_a_word_that_is_short_or_in_another_script_sounds_as_it_is():
    """Of three letters nothing can be said, and only Latin letters are heard."""
    for each in ("lee", "", "иванов", "ab1cd"):
        assert sound(each) == each


def test_one_letter_off_is_every_slip_of_one_letter():
    """Another letter, one too few, one too many, and two that changed places."""
    assert {"jahn", "jon", "johan", "jhon"} <= one_letter_off("john")
    assert not {"jan", "nhoj", "johnny"} & one_letter_off("john")


def test_who_was_renamed_is_found_by_the_new_name_alone(clinic, add, clinician):
    """The words of a search follow every change of name and identifier."""
    patient = add("Before, Bea", "B1")
    patients.change_patient(patient=patient, by=clinician, name="After, Bea", identifier="A1")
    assert [found(clinic, each) for each in ("before", "b1", "after", "a1")] == [[], [], ["After, Bea"], ["After, Bea"]]


def test_another_clinics_are_not_found(clinic, add, other_clinician):
    """Neither by name nor nearly so."""
    add("Vale, Margaret", by=other_clinician)
    assert found(clinic, "margaret") == found(clinic, "margret", nearly_fits) == []


def test_a_date_of_birth_finds_alone_or_narrows_a_name(clinic, add):
    """Beside a name both have to fit, also a near one."""
    add("Vale, Margaret"), add("Stone, Peter")
    assert found(clinic, "27 3 1961", days=(BORN,)) == ["Stone, Peter", "Vale, Margaret"]
    assert found(clinic, "vale", days=(BORN,), dated=True) == ["Vale, Margaret"]
    assert found(clinic, "vale", days=(date(1961, 3, 28),), dated=True) == []
    assert found(clinic, "margret", nearly_fits, days=(BORN,), dated=True) == ["Vale, Margaret"]


@pytest.mark.parametrize(
    ("sought", "whole"),
    [
        (Sought("vale margaret"), True),
        (Sought("margaret"), True),
        (Sought("marg"), False),
        (Sought("vale m"), False),
        (Sought("943 476 5919"), True),
        (Sought("5919"), False),
        (Sought("27 3 1961", (BORN,)), True),
        (Sought("marg", (BORN,), True), False),
        (Sought("margaret", (BORN,), True), True),
        (Sought("margaret", (date(1961, 3, 28),), True), False),
        (Sought(""), False),
    ],
)
def test_what_is_whole_leads_straight_there(add, sought, whole):
    """Whole words of the name, the whole identifier or the date of birth; the beginning of a name is no more than a beginning."""
    assert is_whole(add("Vale, Margaret", "9434765919"), sought) is whole


@pytest.mark.parametrize("typed", ["{0}-{1}", "{0} {1}", "{0}{1}", " {0} – {1} "])
def test_a_plan_is_found_by_its_code_however_it_is_typed(monday, clinic, clinician, lorazepam_patient, other_clinician, typed):
    """With blanks, without the hyphen and in small letters; another clinic does not find it."""
    plan = start(lorazepam_patient, clinician).plan
    for text in (typed.format(*plan.code.split("-")), typed.format(*plan.code.lower().split("-"))):
        assert plan_by_code(clinic, text) == plan
        assert plan_by_code(other_clinician.clinic, text) is None
    assert plan_by_code(clinic, plan.code[:-1]) is None


def test_a_whole_identifier_is_found_by_an_index(clinic, add, django_assert_num_queries):
    """One query, which asks for the word alone; part of it, two who have the word, or a date beside it, are no such thing."""
    patient = add("Vale, Margaret", "9434765919")
    add("Stone, Peter", "19434765919"), add("77A, Otto", "B-1"), add("Stone, Paul", "77A")
    with django_assert_num_queries(1):
        assert identified(clinic, Sought("943 476 5919")) == patient
    for sought in (Sought("5919"), Sought("77a"), Sought("Margaret"), Sought(""), Sought("943 476 5919", (BORN,), True)):
        assert identified(clinic, sought) is None


def test_what_no_code_has_is_named():
    """A letter or figure that is never in a code was misread; of what is no code nothing is said."""
    assert misread("k7ox-4m20") == ["O", "0"]
    assert misread("K7QX-4M2P") == misread("Oliver") == misread("") == []
    assert code_letters("K7QX 4M2P") == "K7QX4M2P"


def test_the_middle_of_a_number_finds_where_nothing_else_does(clinic, add):
    """What begins or ends a number, or begins a name, is found by an index and comes alone; a text without figures is none."""
    add("Vale, Margaret", "9434765919"), add("Stone, Peter", "11-AB-22")
    assert found(clinic, "3476") == ["Vale, Margaret"]
    add("Stone, Paul", "3476")
    assert found(clinic, "3476") == ["Stone, Paul"]
    assert (found(clinic, "AB"), found(clinic, "b-22"), found(clinic, "ab-2")) == ([], ["Stone, Peter"], ["Stone, Peter"])


def test_whom_a_search_finds_is_asked_by_indexes(clinic, add):
    """Each way is a range of an index, already in order; only what is spelled nearly so, or narrowed by a date, is sorted."""
    add("Vale, Margaret", "9434765919")
    born, dated = Sought("27 3 1961", (BORN,)), Sought("vale m", (BORN,), True)
    for sought in (Sought("margaret"), Sought("vale marg"), Sought("5919"), Sought("Nobody"), born):
        asks_by_indexes(lambda sought=sought: fits(clinic, sought), sorts=False)
    for sought in (Sought("margret"), Sought("margret vael"), born, dated):
        asks_by_indexes(lambda sought=sought: nearly_fits(clinic, sought))
    asks_by_indexes(lambda: fits(clinic, dated))


def test_a_search_lists_so_many_and_no_more(clinic, add, monkeypatch):
    """In a large clinic a letter may begin every tenth name: who types it types more."""
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    for each in ("Vale, Ann", "Vale, Ben", "Vance, Cy", "Voss, Di"):
        add(each)
    assert found(clinic, "v") == found(clinic, "va") == ["Vale, Ann", "Vale, Ben", "Vance, Cy"]
    assert found(clinic, "vale") == ["Vale, Ann", "Vale, Ben"]
