"""What a text may hold: everything that people are called and write, and nothing that is not seen."""

import unicodedata
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.forms import PasswordInput
from hypothesis import given
from hypothesis import strategies as st

from taper_app.forms import texts
from taper_app.models import refuse_unseen

UNSEEN = {
    "right-to-left override": "\u202e",
    "left-to-right embedding": "\u202a",
    "right-to-left isolate": "\u2067",
    "right-to-left mark": "\u200f",
    "arabic letter mark": "\u061c",
    "zero width space": "\u200b",
    "word joiner": "\u2060",
    "soft hyphen": "\u00ad",
    "byte order mark": "\ufeff",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "escape": "\x1b",
    "bell": "\x07",
    "null": "\0",
    "next line": "\x85",
    "file separator": "\x1c",
    "delete": "\x7f",
    "tag": "\U000e0041",
    "hangul filler": "\u3164",
    "halfwidth hangul filler": "\uffa0",
    "hangul choseong filler": "\u115f",
    "blank braille": "\u2800",
    "grapheme joiner": "\u034f",
    "mongolian vowel separator": "\u180e",
    "annotation anchor": "\ufff9",
    "private use": "\ue000",
    "no character": "\uffff",
    "half a character": "\ud83d",
    "unassigned and ignored": "\u2065",
}
REAL = [
    "O’Brien-Łukasiewicz, Zoë",
    "D'Arcy, Anne (Nan) 3rd",
    "Nguyễn Thị Minh Khai",
    unicodedata.normalize("NFD", "Nguyễn, Ångström"),
    "محمد عبد الله",
    "مُحَمَّد",
    "علی\u200cرضا نیک\u200cفر",  # Persian: a non-joiner inside the word
    "יוסף כהן",
    "שָׂרָה",
    "王小明",
    "葛\U000e0100飾",  # a variant of the character, as registers of names have it
    "佐藤 さくら",
    "김민준",
    "ක්\u200dෂිතිජ",  # Sinhala: a joiner after the virama
    "രാജന്\u200d",  # Malayalam as it was written before: a joiner at the end
    "राम्\u200cकुमार",
    "র\u200d্যাচেল",  # Bengali: Rachel, with a joiner before the virama
    "ರ\u200d್ಯಾಲಿ",  # Kannada, the same
    "สมชาย ใจดี",
    "Ὀδυσσεύς",
    "Иванова Анна",
    "020 7946 0001 ext. 3",
    "+44\u00a020\u00a07946\u00a00001",
    "(212) 555-0199, 24 h",
    "½ tablet, 50% less → better; “fine”",
    "Talked about hope ❤\ufe0f and saw 👁\ufe0f\u200d🗨\ufe0f",
]


@pytest.mark.parametrize("character", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize("where", ["{}020 7946", "020 {}1234", "1234{}"])
def test_what_nobody_sees_is_refused_with_its_number(character, where):
    """At the beginning, inside and at the end; the sentence says which character it is."""
    with pytest.raises(ValidationError, match=f"U\\+{ord(character):04X}"):
        refuse_unseen(where.format(character), lines=True)


@pytest.mark.parametrize("text", REAL)
def test_what_people_are_called_and_write_passes(text):
    """Any script, accents apart or together, joiners where a script needs them: the fonts that are shipped, or that script/setup
    installs, have all of it."""
    refuse_unseen(text, named=True)


def test_what_no_font_here_has_is_refused_with_its_number():
    """It would be an empty box on paper, in a name or in a note."""
    with pytest.raises(ValidationError, match=r"After “Ann” stands a character that no font here can print \(U\+0378\)"):
        refuse_unseen("Ann \u0378", lines=True)


JOINS_NOTHING = ["a\u200cb", "1\u200d2", "\u200cعلی", "علی\u200c", "ab\ufe0f\ufe0f", "\ufe0fa", "a \u200d b", "क\u200d्य"]


@pytest.mark.parametrize("text", JOINS_NOTHING)
def test_a_joiner_or_selector_that_joins_or_selects_nothing_is_refused(text):
    """Between other letters, at an end, twice: there it only makes two texts look the same."""
    with pytest.raises(ValidationError, match="nobody can see"):
        refuse_unseen(text)


@pytest.mark.parametrize("text", ["\u0301", "\u0301\u0300", "\u00a0\u0301"])
def test_a_text_of_marks_alone_is_no_text(text):
    """There is nothing to read in it."""
    with pytest.raises(ValidationError, match="Enter letters or figures"):
        refuse_unseen(text)


@pytest.mark.parametrize("text", ["-", "…", "’", ". .", "→", "   ", "\u2007\u3000"])
def test_a_name_shows_a_letter_or_a_figure(text):
    """What is no name may still be a note, or nothing."""
    refuse_unseen(text)
    with pytest.raises(ValidationError, match="Enter letters or figures"):
        refuse_unseen(text, named=True)


def test_lines_are_only_where_there_may_be_several():
    """A new line and a tab belong into a note, and into no name."""
    refuse_unseen("One.\r\n\tTwo.", lines=True)
    for character in "\n\r\t":
        with pytest.raises(ValidationError):
            refuse_unseen(f"One{character}Two")


INVISIBLE = st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp"], exclude_characters="\n\r\t\u200c\u200d")


@given(st.text(max_size=8), INVISIBLE, st.text(max_size=8))
def test_no_format_or_control_character_passes(before, character, after):
    """Wherever it stands, but for the signs that Arabic and Syriac draw with numbers."""
    drawn = unicodedata.name(character, "").split(" ")[0] in ("ARABIC", "SYRIAC", "KAITHI") and character != "\u061c"
    if not drawn:
        with pytest.raises(ValidationError):
            refuse_unseen(before + character + after, lines=True)


def test_no_form_has_a_text_field_of_another_kind():
    """A new field that takes any text would take these too."""
    places = sorted(Path(texts.__file__).parent.rglob("*.py"))
    assert [path.name for path in places if "forms.CharField" in path.read_text(encoding="utf-8")] == ["texts.py"]


# The boxes ---------------------------------------------------------------------------------------

TYPED = [  # the box, what is typed into it, what is kept
    (texts.LinesField(required=False), None, ""),
    (texts.LinesField(required=False), "", ""),
    (texts.LinesField(strip=False), " one\n two ", " one\n two "),
    (texts.LinesField(), " one\n two ", "one\n two"),
    (texts.TextField(), "  Robin \t  Example\n", "Robin Example"),
    (texts.TextField(required=False), "…", "…"),
    (texts.TextField(required=False), None, ""),
    (texts.IdentifierField(), " 943 476 5919a ", "9434765919A"),
]


@pytest.mark.parametrize(("box", "typed", "kept"), TYPED)
def test_what_is_typed_is_kept_without_the_blanks_that_mean_nothing(box, typed, kept):
    """Lines stay as they are, one line has single blanks, and an identifier has none and no small letters."""
    assert box.clean(typed) == kept


@pytest.mark.parametrize("box", [texts.LinesField(), texts.TextField(), texts.IdentifierField()])
def test_no_box_takes_what_is_not_seen(box):
    """Whatever box it is typed into; a name wants a letter or a figure besides."""
    with pytest.raises(ValidationError, match="U\\+200B"):
        box.clean("a\u200bb")


@pytest.mark.parametrize(
    ("box", "taken"), [(texts.LinesField(), True), (texts.TextField(), False), (texts.IdentifierField(), False)]
)
def test_what_must_be_filled_in_shows_a_letter_or_a_figure(box, taken):
    """Dots are lines of a note, and no name and no number."""
    if taken:
        assert box.clean("…") == "…"
        return
    with pytest.raises(ValidationError, match="Enter letters or figures"):
        box.clean("…")


def test_only_what_can_be_read_is_taken_from_a_draft():
    """A text that was kept half-filled is used where it can be read, lines of it too."""
    assert texts.can_be_read("One.\nTwo.") is True
    assert texts.can_be_read("One\u202etwo") is False


def test_a_password_stays_as_it_is_typed():
    """Blanks at its ends too, and nobody sees it on the page; a thousand characters are enough."""
    field = texts.PasswordField(label="Password")
    assert field.clean("  two  words ") == "  two  words "
    assert field.clean("a" * 1000) and isinstance(field.widget, PasswordInput)
    with pytest.raises(ValidationError):
        field.clean("a" * 1001)


def test_a_reason_says_what_to_write():
    """Where it is empty, or is no reason."""
    field = texts.ReasonField(asks="why no taper is planned", label="Why")
    words = "Write why no taper is planned, in a few words, at least 10 characters."
    for wrong in ("", "no", "aaaaaaaaaaaa"):
        with pytest.raises(ValidationError) as found:
            field.clean(wrong)
        assert (found.value.messages, found.value.error_list[0].code) == ([words], "required")
    assert field.clean("Wants to wait for the spring") == "Wants to wait for the spring"
    assert (field.label, field.max_length, field.widget.attrs["rows"]) == ("Why", 1000, 3)
