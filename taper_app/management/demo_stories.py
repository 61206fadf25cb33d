"""The demo clinic's patients, none of whom exists: each at another point of a taper, told as what was done on which day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from taper_app.engine import Decision, Strategy


@dataclass(frozen=True)
class Attended:
    """A visit `days` before today. `taken` is what was really taken, as planned where it is left out; `next_in` is days."""

    days: int
    decision: Decision
    next_in: int = 14
    hold_days: int | None = None
    strategy: Mapping[str, object] = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)
    observations: Mapping[str, object] = field(default_factory=dict)
    red_flags: Sequence[str] = ()
    reason: str = ""
    notes: str = ""
    end_reason: str = ""


@dataclass(frozen=True)
class Missed:
    """A visit that was missed `days` before today; the next is `next_in` days after it."""

    days: int
    next_in: int
    notes: str = ""
    old_paper: str = "left"


@dataclass(frozen=True)
class Care:
    """Care that was talked about `days` before today: status by kind; `referred` is to whom, by kind, `answered` the kinds whose
    referral was answered by then."""

    days: int
    status: Mapping[str, str]
    referred: Mapping[str, str] = field(default_factory=dict)
    answered: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True)
class Afterwards:
    """What was seen `days` before today, after the plan had ended; `relapse` is whether one of its drugs is taken again."""

    days: int
    next_in: int
    observations: Mapping[str, object]
    relapse: bool


@dataclass(frozen=True)
class Story:
    """A patient: who it is, what is taken ("night diazepam 20", …), and the plan, issued `began` days before today."""

    name: str
    age: int
    sex: str
    taken: Sequence[str]
    indication: str = "anxiety"
    years: int = 5
    began: int = 0
    first_review_in: int = 14
    strategy: Strategy | None = None
    visits: Sequence[Attended | Missed | Care] = ()
    follow_up: Afterwards | None = None
    large_print: bool = False
    interpreter: bool = False
    language: str = "en"
    risks: Mapping[str, str] = field(default_factory=dict)  # answers other than the usual, by question


def seen(**symptoms: int) -> dict[str, object]:
    """Symptoms with their severities, 1 mild to 3 severe, as a visit keeps them."""
    return {"symptoms": symptoms}


STORIES = [
    Story("Fictional, Frances", 58, "female", ["morning lorazepam 1", "midday lorazepam 1", "night lorazepam 1"], years=6),
    Story(
        "Imagined, Ivan",
        47,
        "male",
        ["morning lorazepam 1", "night lorazepam 2"],
        began=6,
        first_review_in=7,
        strategy=Strategy(method="crossover"),
    ),
    Story(
        "Invented, Iris",
        63,
        "female",
        ["night diazepam 20"],
        indication="insomnia",
        years=14,
        began=84,
        strategy=Strategy(method="direct"),
        visits=[
            Care(84, {"education": "accepted", "cbt-i": "offered", "lifestyle": "accepted", "motivation": "not-needed"}),
            Attended(70, Decision.CONTINUE, observations=seen(anxiety=1, sleep=1) | {"sleep_hours": "6.5"}),
            Care(70, {"cbt-i": "accepted", "peers": "declined"}, {"cbt-i": "Riverside Sleep Clinic"}),
            Attended(
                56, Decision.CONTINUE, observations=seen(sleep=1) | {"sleep_hours": "6", "phq9": [1, 0, 1, 1, 0, 0, 0, 0, 0]}
            ),
            Attended(
                42,
                Decision.HOLD,
                hold_days=28,
                next_in=26,
                observations=seen(anxiety=2, sleep=3, tremor=1) | {"sleep_hours": "4", "phq9": [1, 2, 3, 2, 1, 1, 1, 0, 0]},
                reason="Sleep is poor since the last reduction.",
            ),
            Care(42, {"cbt-i": "accepted"}, {"cbt-i": "Riverside Sleep Clinic"}, ["cbt-i"], "Starts in two weeks."),
            Attended(
                16, Decision.CONTINUE, next_in=18, observations=seen(sleep=1) | {"sleep_hours": "6.5"}, notes="Sleeps again."
            ),
        ],
    ),
    Story(
        "Pretend, Petra",
        39,
        "female",
        ["morning clonazepam 0.5", "night clonazepam 0.5"],
        years=4,
        began=60,
        strategy=Strategy(method="crossover"),
        visits=[
            Attended(52, Decision.CONTINUE),
            Attended(38, Decision.CONTINUE, observations=seen(anxiety=1)),
            Care(
                38,
                {"cbt": "accepted", "illness": "accepted", "peers": "offered", "family": "accepted"},
                {"cbt": "Talking Therapies", "illness": "Community Mental Health Team"},
            ),
            Attended(
                18,
                Decision.HOLD,
                observations=seen(anxiety=3, irritability=2, senses=2) | {"gad7": [3, 2, 2, 2, 1, 1, 2]},
                reason="Severe anxiety, and a death in the family.",
            ),
        ],
    ),
    Story(
        "Storied, Stanley",
        71,
        "male",
        ["morning diazepam 5", "night diazepam 10"],
        years=20,
        began=100,
        strategy=Strategy(method="direct", reduction_percent=Decimal(5), interval_days=28),
        visits=[
            Attended(86, Decision.CONTINUE, next_in=28),
            Attended(58, Decision.CONTINUE, next_in=28),
            Missed(30, 7, "Telephoned: forgot the day.", old_paper="day-written"),
            Missed(23, 14, "No answer on the telephone."),
        ],
        large_print=True,
        risks={"falls": "yes"},
    ),
    Story(
        "Fabled, Fatima",
        52,
        "female",
        ["night zopiclone 7.5"],
        indication="insomnia",
        years=3,
        began=30,
        strategy=Strategy(method="crossover", coarse_tail=True),
        visits=[
            Attended(23, Decision.CONTINUE),
            Attended(9, Decision.SLOW, next_in=14, strategy={"interval_days": 21}, observations=seen(sleep=2)),
        ],
    ),
    Story(
        "Legend, Leo",
        44,
        "male",
        ["morning diazepam 10", "night diazepam 10"],
        years=2,
        began=46,
        risks={"opioid": "yes", "driving": "yes"},
        strategy=Strategy(method="direct"),
        visits=[
            Attended(32, Decision.CONTINUE, observations=seen(anxiety=1)),
            Attended(
                18,
                Decision.STEP_BACK,
                observations=seen(anxiety=3, sweating=2, heart=2) | {"missed_doses": "Two evenings, then felt much worse."},
                reason="Severe symptoms after two missed doses.",
            ),
        ],
    ),
    Story(
        "Myth, Miriam",
        66,
        "female",
        ["night diazepam 4"],
        indication="muscle-spasm",
        years=9,
        began=74,
        strategy=Strategy(method="direct", interval_days=28),
        visits=[Attended(46, Decision.CONTINUE, next_in=28), Attended(18, Decision.CONTINUE, next_in=22)],
        language="es",
        interpreter=True,
    ),
    Story(
        "Novel, Noor",
        35,
        "female",
        ["morning diazepam 4", "night diazepam 6"],
        years=1,
        began=44,
        risks={"liver": "unknown", "alcohol": "unknown"},
        strategy=Strategy(method="direct"),
        visits=[
            Attended(30, Decision.CONTINUE),
            Attended(
                12,
                Decision.CONTINUE,
                next_in=14,
                taken={"morning diazepam": "4", "night diazepam": "6"},
                observations={"extra_doses": "Took the old dose again for five days."},
                reason="",
                notes="Starts again from what is really taken.",
            ),
        ],
    ),
    Story(
        "Parable, Paul",
        60,
        "male",
        ["night temazepam 20"],
        indication="insomnia",
        years=11,
        began=75,
        strategy=Strategy(method="crossover"),
        visits=[
            Attended(60, Decision.CONTINUE),
            Attended(40, Decision.MAINTAIN, next_in=56, reason="Wants to stay on this dose until his operation is over."),
        ],
    ),
    Story(
        "Saga, Selma",
        49,
        "female",
        ["night diazepam 4"],
        years=3,
        began=110,
        strategy=Strategy(method="direct", interval_days=28),
        visits=[
            Attended(82, Decision.CONTINUE, next_in=28),
            Attended(54, Decision.CONTINUE, next_in=28, observations=seen(sleep=1)),
            Attended(26, Decision.END, next_in=28, end_reason="completed", reason="Stopped as planned and sleeps well."),
            Care(26, {"relapse": "accepted"}, note="Will ring if the nights turn bad again."),
        ],
    ),
    Story(
        "Tale, Tomas",
        55,
        "male",
        ["morning lorazepam 0.5", "night lorazepam 1"],
        years=7,
        began=120,
        strategy=Strategy(method="crossover"),
        visits=[
            Attended(113, Decision.CONTINUE),
            Attended(
                100, Decision.END, next_in=60, end_reason="declined", reason="Does not want to go on now; the door stays open."
            ),
        ],
        follow_up=Afterwards(days=40, next_in=42, observations=seen(anxiety=1), relapse=False),
    ),
]
