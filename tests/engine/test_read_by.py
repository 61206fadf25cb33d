"""Which rule, advice or curve reads each answer: what the data says of it is so, and no answer goes unread."""

import pytest

from taper_app.engine import UNKNOWN, PatientToday, parse_request, propose
from taper_app.engine.rules.findings import Case
from taper_app.engine.rules.guidelines import RULES
from taper_app.engine.rules.read_by import (
    number_read_by,
    red_flag_read_by,
    risk_read_by,
    seen_read_by,
    substance_read_by,
    symptom_read_by,
)

from .doing import ask
from .judging import CATALOGUE, taking
from .patients import BEGINS, COARSE, DAY, NOBODY, crossing, with_
from .requests import crossover, direct
from .weeks import REQUEST

WEEKLY = REQUEST | {"strategy": REQUEST["strategy"] | {"products": None}}
ALPRAZOLAM = direct("uk", "alprazolam", "ashton-2002", morning="0.5", night="0.5", strategy=COARSE)
TEMAZEPAM = {"products": ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"]}
TO_CLONAZEPAM = COARSE | {"crossover_to": "clonazepam", "holds": [{"after_step": 1, "days": 84}]}
PLANS = [
    taking("20"),
    taking("60"),
    taking("8"),
    crossover("uk", "lorazepam", "ashton-2002", night="2"),
    crossover(
        "uk",
        "temazepam",
        "ashton-2002",
        night="22",
        strategy={"products": ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"]},
    ),
    crossover(
        "uk",
        "lorazepam",
        "ashton-2002",
        night="2",
        strategy=COARSE | {"crossover_to": "clonazepam", "holds": [{"after_step": 1, "days": 84}]},
    ),
    WEEKLY,
    ALPRAZOLAM,
]
"""Plans of every kind that a rule about an answer looks for."""


class Recording(dict):
    """Answers of the risk picture that remember which of them were looked up."""

    def __init__(self, answers):
        super().__init__(answers)
        self.read = set()

    def get(self, question, otherwise=None):
        self.read.add(question)
        return super().get(question, otherwise)


def read_in(request, rule, answers):
    """The questions that a rule looks up of a patient of 50 with these answers, whatever it finds, in the plan of a request."""
    asked = parse_request(request, CATALOGUE)
    risks = Recording(answers)
    made = propose(asked, CATALOGUE, None).schedule
    list(rule(Case(made, asked, CATALOGUE, PatientToday(age=50, risks=risks), review_on=BEGINS + 35 * DAY)))
    return risks.read


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.__name__)
def test_a_rule_reads_every_question_that_the_data_says_it_reads(rule):
    """Each question that a rule speaks by or asks for is looked up by its function, in one of the plans."""
    named = {each for each in CATALOGUE.rules[rule.__name__].needs if each in CATALOGUE.risks} - {"interacting", "bipolar"}
    if named:
        read = set().union(*(read_in(each, rule, NOBODY) for each in PLANS))
        assert named <= read


def test_the_medicines_behind_an_answer_are_read_where_the_answer_is_yes():
    """Which interacting medicines there are is what those rules read; each says so of a medicine that is there."""
    naming = {each.id for each in CATALOGUE.rules.values() if "interacting" in each.needs}
    taken = (with_("omeprazole"), with_("omeprazole", BEGINS + 7 * DAY), with_("probenecid"), with_("clozapine"))
    found = {finding.rule for each in taken for finding in crossing(each)}
    assert naming <= found


def test_no_answer_of_the_risk_picture_goes_unread():
    """Every answer but the one that says there is nothing to note is read by a rule; so is that nothing is known."""
    for risk in CATALOGUE.risks.values():
        usual = next((each for each in risk.answers if each not in risk.named and each != UNKNOWN), None)
        for answer in risk.answers:
            rules = risk_read_by(CATALOGUE, risk.id, answer).rules
            assert rules or answer == usual, (risk.id, answer)
            assert ("not_known" in rules) is (answer == UNKNOWN)


def test_nothing_that_a_visit_notes_goes_unread():
    """Red flags, what is seen, symptoms, scales, numbers, what else is taken: each is read by a rule, advice or the curve."""
    read = [red_flag_read_by(CATALOGUE, each) for each in CATALOGUE.red_flags]
    read += [seen_read_by(CATALOGUE, each) for each in CATALOGUE.seen]
    read += [symptom_read_by(CATALOGUE, each, severity) for each in CATALOGUE.symptoms for severity in (1, 2, 3)]
    read += [number_read_by(CATALOGUE, each) for each in (*CATALOGUE.scales, *CATALOGUE.measures)]
    read += [substance_read_by(CATALOGUE, each, answer) for each in CATALOGUE.substances for answer in ("yes", "more")]
    assert all(read_by.rules or read_by.advice or read_by.curve for read_by in read)
    assert all(each.rules for each in read[: len(CATALOGUE.red_flags) + len(CATALOGUE.seen)])
    assert not any(symptom_read_by(CATALOGUE, "sleep", 0))


def test_the_curve_alone_shows_what_no_rule_and_no_advice_reads():
    """A number is marked as shown by the timeline alone where that is so, and no other is."""
    for each in CATALOGUE.measures:
        read = number_read_by(CATALOGUE, each)
        assert read.curve is not bool(read.rules or read.advice)


# "do": "questions" ------------------------------------------------------------------------------------------------------


def test_the_command_line_lists_every_word_of_the_patient_today_with_what_reads_it():
    """Risks with their answers, what a visit notes, scores with their most, severities, indications and decisions."""
    told, status = ask({"do": "questions"})
    assert status == 0
    known = told["questions"]
    assert {id_: list(each["answers"]) for id_, each in known["risks"].items()} == {
        each.id: list(each.answers) for each in CATALOGUE.risks.values()
    }
    visit = known["visit"]
    assert [*visit["red_flags"]] == [*CATALOGUE.red_flags]
    assert [*visit["seen"]] == ["sedation", "slow-breathing", "slurred-speech", "falls", "mania"]
    assert visit["severities"] == {"0": "none", "1": "mild", "2": "moderate", "3": "severe"}
    most = {"ciwa-b": 80, "bwsq": 40, "phq-9": 27, "phq-9-item-9": 3, "gad-7": 21, "isi": 28}
    assert {name: each["most"] for name, each in visit["scores"].items()} == most
    severe = [each.id for each in CATALOGUE.advice.values() if "severe-symptoms" in each.when]
    assert visit["pulse"]["read_by"] == ["rule:severe_signs", *(f"advice:{each}" for each in severe)]
    assert visit["function"]["read_by"] == ["curve"]
    assert visit["alcohol"]["read_by"]["more"][0] == "rule:more_taken_too"
    assert known["indications"] == ["anxiety", "panic", "insomnia", "epilepsy", "muscle-spasm", "alcohol-withdrawal", "other"]
    assert known["decisions"][-2:] == ["end", "urgent"]


def test_every_word_is_listed_with_its_name_its_bounds_and_what_reads_it():
    """One of each kind in full, as who fills in a form from it needs it; each word of the data files has its name."""
    told = ask({"do": "questions"})[0]
    known, visit = told["questions"], told["questions"]["visit"]
    assert told["catalogue"] == CATALOGUE.digest
    assert (known["age"], known["days_since_last_dose"]) == ({"least": 0, "most": 130}, {"least": 0, "most": 3660})
    assert known["risks"]["days_a_week"] == {
        "words": "On how many days a week?",
        "answers": {"4-or-more": "4 or more", "3-or-fewer": "3 or fewer", "unknown": "Not known"},
        "read_by": {
            "4-or-more": ["rule:dependence_likely", "rule:dependence_unlikely"],
            "3-or-fewer": ["rule:dependence_likely", "rule:dependence_unlikely", "rule:daily_from_some_days"],
            "unknown": ["rule:dependence_likely", "rule:dependence_unlikely", "rule:not_known"],
        },
    }
    assert visit["sleep_latency_min"] == {
        "name": "Minutes to fall asleep",
        "least": 0,
        "most": 600,
        "places": 0,
        "read_by": ["curve"],
    }
    assert (visit["sleep_hours"]["places"], visit["systolic"]["least"]) == (1, 50)
    assert visit["seen"]["sedation"] == {"name": "Hard to rouse, or asleep while talking", "read_by": ["rule:over_sedation"]}
    assert visit["scores"]["phq-9-item-9"] == {
        "name": "PHQ-9 item 9",
        "most": 3,
        "read_by": ["rule:suicide_at_visit", "advice:emergency"],
    }
    assert visit["scores"]["isi"]["name"] == "ISI"
    assert visit["opioid"]["answers"] == {
        "no": "No",
        "yes": "Yes",
        "more": "Yes, more than before",
        "unknown": "Not known",
    }
    assert visit["symptoms"]["panic"]["read_by"]["0"] == []
    assert "rule:significant_signs" not in visit["symptoms"]["panic"]["read_by"]["2"]
    assert "rule:significant_signs" in visit["symptoms"]["panic"]["read_by"]["3"]
    for named in (visit["red_flags"], visit["seen"], visit["symptoms"]):
        assert all(each["name"] for each in named.values())
    names = {each.id: each.name for each in (*CATALOGUE.red_flags.values(), *CATALOGUE.symptoms.values())}
    assert {id_: each["name"] for kind in ("red_flags", "symptoms") for id_, each in visit[kind].items()} == names
    assert {id_: visit[id_]["name"] for id_ in CATALOGUE.substances} == {
        "sedatives": "Other sedatives",
        "alcohol": "Alcohol",
        "opioid": "Opioids",
    }
    assert known["interacting"] == {each.id: each.name for each in CATALOGUE.interactions.values()}


def test_what_a_visit_finds_is_read_by_the_rules_of_what_it_means_too_each_once():
    """A seizure is a red flag and makes true that there were seizures; more of an opioid is read as an opioid too."""
    seizure = red_flag_read_by(CATALOGUE, "seizure")
    assert seizure.rules == ("red_flag", "days_off_risk", "days_off_not_asked", "seizure_history")
    assert seizure.advice == ("emergency",)
    assert substance_read_by(CATALOGUE, "opioid", "more").rules == ("more_taken_too", "opioid_together")
    assert substance_read_by(CATALOGUE, "opioid", "yes").rules == ("opioid_together",)
    assert substance_read_by(CATALOGUE, "opioid", "no") == substance_read_by(CATALOGUE, "opioid", "unknown") == ((), (), False)
    every = [red_flag_read_by(CATALOGUE, each) for each in CATALOGUE.red_flags]
    every += [symptom_read_by(CATALOGUE, each, 3) for each in CATALOGUE.symptoms]
    every += [number_read_by(CATALOGUE, each) for each in (*CATALOGUE.scales, *CATALOGUE.measures)]
    assert not [each for each in every if len({*each.rules}) != len(each.rules)]


def test_every_word_that_is_listed_is_taken():
    """Each answer, score and number at its most, and each note, is read by a request; what is not listed is refused."""
    known = ask({"do": "questions"})[0]["questions"]
    visit, request = known["visit"], taking("20")
    names = [name for name, each in visit.items() if "most" in each]
    told = {
        "red_flags": [*visit["red_flags"]],
        "seen": [*visit["seen"]],
        "symptoms": dict.fromkeys(visit["symptoms"], 3),
        "scores": {name: each["most"] for name, each in visit["scores"].items()},
        **{name: visit[name]["most"] for name in names},
        **{name: "more" for name, each in visit.items() if "answers" in each},
    }
    answers = {id_: next(iter(each["answers"])) for id_, each in known["risks"].items()}
    medicines = [
        {"drug": "diazepam", "prescribed_mg": "20", "taken_mg": "20", "indication": each} for each in known["indications"]
    ]
    patient = {"age": 130, "risks": answers, "medicines": medicines, "visit": told}
    assert ask(request | {"patient": patient})[1] == 0
    for path, wrong in WRONG.items():
        given, status = ask(request | {"patient": wrong})
        assert (status, given["error"]["field"]) == (2, path)


WRONG = {
    "patient.visit.red_flags": {"visit": {"red_flags": ["fit"]}},
    "patient.visit.seen": {"visit": {"seen": ["asleep"]}},
    "patient.visit.symptoms.trembling": {"visit": {"symptoms": {"trembling": 3}}},
    "patient.visit.symptoms.tremor": {"visit": {"symptoms": {"tremor": 4}}},
    "patient.visit.scores.ciwa-b": {"visit": {"scores": {"ciwa-b": 81}}},
    "patient.visit.scores.phq-9-item-9": {"visit": {"scores": {"phq-9-item-9": 4}}},
    "patient.visit.sleep_hours": {"visit": {"sleep_hours": "4.25"}},
    "patient.visit.pulse": {"visit": {"pulse": "60.5"}},
    "patient.visit.alcohol": {"visit": {"alcohol": "much"}},
    "patient.visit.weight": {"visit": {"weight": 70}},
    "patient.medicines[0].indication": {
        "medicines": [{"drug": "diazepam", "prescribed_mg": "2", "taken_mg": "2", "indication": "Epilepsy"}]
    },
}
"""Requests that say what is none of the words, by the field that is named."""


def test_each_symptom_is_listed_with_what_reads_that_symptom():
    """By its severity; what reads bad sleep or low mood alone is listed with no other."""
    symptoms = ask({"do": "questions"})[0]["questions"]["visit"]["symptoms"]
    for id_, listed in symptoms.items():
        assert listed["read_by"] == {str(each): symptom_read_by(CATALOGUE, id_, each).to_json() for each in range(4)}
    assert len({tuple(each["read_by"]["3"]) for each in symptoms.values()}) > 1
