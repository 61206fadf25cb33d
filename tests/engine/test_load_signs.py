"""What is wrong in the files about visits is refused, in a sentence that names the file, the key and what must be there."""

import shutil

import pytest

from taper_app.engine.catalogue.facts import CatalogueError
from taper_app.engine.catalogue.load import DATA, load_catalogue

ONE = "must have one of: measure, symptom, red_flag, seen, substance"
BOUND = "must have one of at_least, at_most and below for a measure or a symptom, and none for anything else"
BOTH = "must have a rule with its tier, or advice, or both"
FAULTS = [
    ("signs.toml", 'measure = "bwsq"\n', "", f"bwsq: {ONE}"),
    ("signs.toml", 'measure = "bwsq"\n', 'measure = "bwsq"\nseen = "mania"\n', f"bwsq: {ONE}"),
    ("signs.toml", "at_least = 41\n", "", f"ciwa_b: {BOUND}"),
    ("signs.toml", "at_least = 41\n", "at_least = 41\nat_most = 80\n", f"ciwa_b: {BOUND}"),
    ("signs.toml", 'seen = "mania"\n', 'seen = "mania"\nat_least = 1\n', f"mania: {BOUND}"),
    ("signs.toml", 'seen = "mania"\n', 'seen = "mania"\nanswers = ["more"]\n', "mania: answers go with a substance"),
    ("signs.toml", 'rule = "mania"\n', "", f"mania: {BOTH}"),
    ("signs.toml", 'rule = "mania"\ntier = "severe"\n', "", f"mania: {BOTH}"),
    ("signs.toml", 'answers = ["more"]', 'answers = ["much"]', "alcohol_more: answers must be those of alcohol"),
    ("signs.toml", 'against = ["slow"]', 'against = ["slower"]', "sleep_hours: against must be some of: continue, hold"),
    (
        "signs.toml",
        'only_with = { bipolar = ["yes"] }',
        'only_with = { bipolar = ["no"] }',
        "sleep_hours.only_with: bipolar",
    ),
    ("signs.toml", 'measure = "bwsq"', 'measure = "bwsq2"', "bwsq: measure 'bwsq2' is not one of: phq9, gad7"),
    (
        "red_flags.toml",
        'means = { seizure = "yes" }',
        'means = { seizure = "no" }',
        "seizure: means must be answers",
    ),
    ("measures.toml", "least = 50\nmost = 260", "least = 260\nmost = 260", "systolic: least must be from 0 to below most"),
    ("substances.toml", ', more = "Yes, more than before"', "", "sedatives: answers must have: yes, more, unknown"),
    (
        "guidelines.toml",
        'left_to = ["setting_of_care"]',
        'left_to = ["sedatives_together"]',
        "sedatives_together: left_to",
    ),
    (
        "risks.toml",
        'worse = ["no", "yes"]',
        'worse = ["no", "maybe"]',
        "pregnancy: worse must be some of: no, yes",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), FAULTS)
def test_a_fault_about_visits_is_said_in_words(tmp_path, file, old, new, message):
    """Each fault alone is refused by its file and key, with what must stand there."""
    copy = shutil.copytree(DATA, tmp_path / "data")
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        load_catalogue(copy)
    assert str(error.value).startswith(f"{file}: {message}")


def test_signs_of_one_rule_are_of_one_tier(tmp_path):
    """What a rule speaks of is significant or severe, not both: the first sign that differs is named."""
    copy = shutil.copytree(DATA, tmp_path / "data")
    text = (copy / "signs.toml").read_text(encoding="utf-8")
    begins, ends = text.split("[bwsq]\n")
    ends = ends.replace('tier = "severe"', 'tier = "significant"', 1)
    (copy / "signs.toml").write_text(f"{begins}[bwsq]\n{ends}", encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        load_catalogue(copy)
    assert str(error.value) == "signs.toml: bwsq: the other signs of severe_signs are severe"
