"""What is plainly no reason, no name and no role is told from what can be one."""

import pytest

from taper_app.engine import is_name, is_reason, is_role

REASONS = [
    "The patient asked for this.",
    "Seen in hospital and sent home.",
    "ok, agreed by phone",
    "aged, seen",  # ten characters
    "Vereinbart mit der Ärztin.",
    "Dose 2 mg, agreed today",
]
NO_REASONS = [
    *("", "   ", "because", "too short", "aaaaaaaaaa", "aaaa aaaa aaaa", "aaaaa bbbbb", "agreedagreed", "no no no no no"),
    *("1234567890", "12 34 56 78 90", "..........", "- - - - - -", "agreed 123456", "    a b    "),
]


@pytest.mark.parametrize("said", REASONS)
def test_words_that_say_something_are_a_reason(said):
    """Ten characters in two different words or more."""
    assert is_reason(said) and is_reason(f"  {said}\n")


@pytest.mark.parametrize("said", NO_REASONS)
def test_one_repeated_character_or_a_single_word_is_no_reason(said):
    """ "aaaaaaaaaa" answered five cautions at once: one character again and again, or one word, says nothing."""
    assert not is_reason(said)


@pytest.mark.parametrize(
    "said", ["Dr Ada Ode", "dr ode", "A. Li", "Ngozi O'Neil", "Dr Oo", "Prof. Müller", "Dr 李明", "Sister Mary Ann"]
)
def test_a_person_has_a_title_or_a_first_name_and_a_name(said):
    """Two words that differ, in any script."""
    assert is_name(said)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "",
            "x",
            "me",
            "Ode",
            "aaaaaaaaaa",
            "xx xx",
            "xxx yyy",
            "x y",
            "Dr",
            "Dr me",
            "no one",
            "not known",
            "Dr Prof",
            "12 34",
            "Dr .",
        )
    ],
)
def test_what_is_nobody_is_no_name(said):
    """No specialist is named by "x", by "me", by a title alone or by one letter again and again."""
    assert not is_name(said)


@pytest.mark.parametrize(
    ("said", "can_be"), [("GP", True), ("psychiatrist", True), ("x", False), ("", False), ("aaa", False), ("none", False)]
)
def test_a_role_is_a_word(said, can_be):
    """A letter, or one again and again, is no profession."""
    assert is_role(said) is can_be
