"""A pytest plugin for script/mutants: which tests a mutant is tried against, in which order, and from a clean start.

mutmut imports a room and its tests once, notes which test reaches which function, and forks a process for each mutant.
What a room remembers of the unchanged code would hide the change, so it is forgotten: while the reach is noted before each test,
but not each example of it, and once before the tests of a mutant.
"""

import os
import sys
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from mutmut.mutation import trampoline
from mutmut.state import state

LATER = pytest.StashKey[list[str]]()
LAST = pytest.StashKey[tuple[Path, str]]()
REACH = "stats"
"""What mutmut says is under test while it notes which test reaches what."""
ROOM = "MUTANTS_ROOM"
"""The variable that says which room is changed."""
# The files whose tests come first for a module, where it is not only the one of the same name.
MIRRORS = {
    "facts": ("facts", "catalogue", "load", "advice"),
    "rows": ("load", "catalogue", "advice", "pauses", "second_pace"),
    "load": ("load", "catalogue", "advice"),
    "visits": ("visits", "advice", "unchanged"),
    "day": ("day", "taper"),
    "reduction": ("reduction", "taper"),
    "regimen": ("regimen", "taper", "findings"),
    "strategy": ("request", "request_json", "taper", "findings"),
    "build": ("taper",),
    "course": ("taper", "crossover", "crossover_spread", "revise", "adjust_edits", "holds_ahead"),
    "findings": ("findings", "guidelines"),
    "about_regimen": ("rules_regimen", "guidelines"),
    "about_schedule": ("rules_schedule", "guidelines"),
    "by_tables": ("rules_by_tables", "rules_patient"),
    "about_crossover": ("rules_schedule", "crossover_spread", "guidelines"),
    "about_drugs": ("worst_cases", "rules_patient", "guidelines"),
    "about_patient": ("rules_patient", "rules_interactions", "guidelines"),
    "about_interactions": ("rules_interactions", "rules_patient"),
    "about_licences": ("rules_regimen", "rules_by_tables", "guidelines"),
    "risks": ("risks", "rules_patient"),
    "risk_rows": ("risks", "load", "catalogue"),
    "verify": ("verify", "do_revise"),
    "adjust": ("adjust", "adjust_crossover", "adjust_edits", "adjust_whole", "revise", "holds_ahead"),
    "edits": ("edits", "adjust_edits", "adjust", "revise"),
    "answer": ("answer", "command", "do", "do_revise", "unchanged"),
    "offers": ("offers", "alternatives"),
    "alternatives": ("alternatives", "alternatives_search", "offers"),
    "command": ("command", "do", "do_revise", "do_messages"),
    "medications": ("medications", "medication_rows"),
    "medication": ("medications", "medication_rows"),
    "last_taken": ("medications", "taken_again", "follow_ups"),
    "medicine_choices": ("medicine_choices", "medications"),
    "bands": ("pauses", "plans", "round_trip"),
    "paces": ("strategy_boxes", "plans", "pauses", "asked"),
    "layout": ("layout", "plan_sections"),
    "page_form": ("layout", "reviews", "typed"),
    "drawn": ("drawn", "renderer", "layout"),
    "errors": ("identity",),
    "old_paper": ("identity",),
    "person": ("reviews", "plans_refused"),
    "follow_ups": ("follow_ups", "taken_again"),
    "plan_in_force": ("reviews", "decisions"),
    "decision_changes": ("changes", "besides", "decision_ways"),
    "usual_here": ("plans", "clinics", "plan_sections"),
    "rounding": ("field", "mixtures", "reviews", "taken"),
    "drug_order": ("drug_order", "mixture", "plans_refused"),
    "second_tables": ("mixture", "plans", "plans_refused"),
    **dict.fromkeys(("end", "hold", "slow", "switch"), ("asked", "decisions")),
    **dict.fromkeys(("plan_boxes", "plan_changes", "plan_request"), ("plans", "changes", "round_trip")),
    "plan_checks": ("plan_sections", "plans"),
    "plan_refusals": ("plans_refused", "plans"),
    **dict.fromkeys(("drugs", "drug_rows", "rule_rows", "visit_facts", "visit_rows"), ("load", "catalogue", "advice")),
    **dict.fromkeys(("market_rows", "markets", "other_rows", "roles", "rules", "syringes", "limits"), ("load", "catalogue")),
    "spelling": ("look_up",),
    "changes": ("alternatives", "alternatives_search"),
    "edited": ("edits", "do_revise"),
    "patient": ("rules_patient", "do_messages", "read_by"),
    "taken": ("taken_rows", "as_taken", "request"),
    "reading": ("request", "request_json", "kinds"),
    "equivalence": ("regimen", "rules_by_tables", "catalogue"),
    "volumes": ("liquids", "products"),
    "about_need": ("need",),
    "about_visit": ("rules_visit", "worse"),
    "about_week": ("rules_schedule", "taper_weekly", "guidelines"),
    "bounds": ("kinds", "request"),
    "kinds": ("kinds", "request_json"),
    "fields": ("kinds", "said"),
    "by_hand": ("by_hand", "edits", "adjust_edits", "decided"),
    "marks": ("edits", "adjust_edits", "revise"),
    "holds": ("kept_decisions", "holds_ahead", "adjust_edits"),
    "chosen": ("said",),
    "crossing": ("crossover", "crossover_spread"),
    "days_off": ("taper_weekly", "week", "rules_schedule"),
    "deciding": ("decided", "adjust", "revise"),
    "decided": ("kept_decisions", "decided", "revise"),
    "pace": ("reduction", "taper", "taper_weekly"),
    "past": ("past", "revise", "visits_weekly"),
    **dict.fromkeys(("standing", "afterwards"), ("revise", "adjust", "visits_weekly")),
    "taken_day": ("taper", "as_taken", "taper_weekly", "revise"),
    "to_plain": ("modified_release",),
    "own": ("own_products", "taken_rows"),
    "outcome_rows": ("outcomes", "load"),
    "questions": ("do_messages", "read_by"),
    "specialist": ("rules_patient", "typed", "others"),
    "weighed": ("rules_by_tables", "alternatives"),
    "about_time": ("gap",),
    "answers": ("rules_patient", "advice"),
    "needed": ("need",),
    "decision": ("facts", "options", "do_revise"),
    "ways": ("outcomes", "rules_visit", "do_revise"),
    "adjustment": ("adjust_whole", "rules_by_tables", "do_revise"),
    "nearest": ("nearest", "taken_rows"),
    "codec": ("issued",),
    "lifts": ("issued",),
    "known": ("issued",),
    "week": ("week", "taken_rows", "taper_weekly"),
}
# Tests of more than a third of a second: only for the mutants of the module that their file mirrors.
SLOW = {
    "test_a_crossover_is_not_offered_within_a_crossover",
    "test_a_date_in_a_comparison_is_fitted_and_refused_like_any_other",
    "test_a_date_that_cannot_be_met_offers_dates_that_can",
    "test_a_date_too_early_is_refused_with_the_earliest_dates",
    "test_a_file_is_read_as_standard_input_is",
    "test_a_refused_revision_exits_3",
    "test_a_revision_goes_on_at_the_pace_that_was_found",
    "test_a_revision_may_ask_for_a_date_to_finish_by",
    "test_a_split_that_a_source_confirms_is_said_without_a_warning",
    "test_a_taper_of_more_than_400_steps_is_refused",
    "test_a_taper_of_too_many_steps_offers_larger_reductions",
    "test_at_seven_days_there_is_only_a_later_date",
    "test_both_ways_out_of_a_date_too_early_work",
    "test_every_alternative_of_a_refused_revision_works",
    "test_every_day_before_the_change_is_kept",
    "test_every_line_gets_an_answer_in_order_and_the_exit_is_0",
    "test_every_offer_works_and_takes_the_weeks_that_it_promises",
    "test_finish_by_is_the_smallest_whole_percentage_that_stops_by_the_date",
    "test_modified_release_is_never_offered",
    "test_no_offer_contains_a_change_that_is_not_needed",
    "test_no_percentage_is_offered_where_none_is_smaller_or_asked_for",
    "test_no_strategy_changes_another",
    "test_the_gentlest_offer_comes_first",
    "test_the_same_input_gives_the_same_bytes",
    "test_what_follows_a_visit_keeps_to_the_limits_and_never_rises",
}
# As the suite has it, but a failing example need not be made small: one is enough.
hypothesis_settings.register_profile(
    "mutants", max_examples=100, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)


# To see what a test reaches, a few examples are enough.
hypothesis_settings.register_profile("reach", hypothesis_settings.get_profile("mutants"), max_examples=10)
ASK, NOTE = trampoline.get_mutant_under_test, trampoline.record_trampoline_hit


def under_test() -> str:
    """The mutant that this run is for; "stats" and the like while mutmut looks around."""
    return os.environ.get("MUTANT_UNDER_TEST", "")


def forget() -> None:
    """Empty whatever is decorated with a cache, in the room that is changed and in the tests, and what is known of products.

    The rooms below import nothing of it and remember nothing of it: to read the catalogue or the types of the record again takes
    longer than most tests.
    """
    room = os.environ.get(ROOM, "engine")
    for name, module in list(sys.modules.items()):
        if name.startswith((f"taper_app.{room}.", "tests.")):
            getattr(module, "_KNOWN", {}).clear()
            for cached in [each for each in vars(module).values() if hasattr(each, "cache_clear")]:
                cached.cache_clear()


def in_engine() -> bool:
    """Whether it is the engine that is changed, or all that is known is that something is."""
    return os.environ.get(ROOM, "engine") == "engine"


def mirroring() -> set[str]:
    """The names of the test files that mirror the mutant's module."""
    module = under_test().partition(".x")[0].rpartition(".")[2]
    return {f"test_{each}" for each in MIRRORS.get(module, (module,))}


def is_slow(item) -> bool:
    """Whether it is named above or draws random examples."""
    return item.originalname in SLOW or getattr(item.function, "is_hypothesis_test", False)


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    hypothesis_settings.load_profile("reach" if under_test() == REACH else "mutants")
    if not in_engine():
        config.pluginmanager.import_plugin("tests.cheaper")


def pytest_sessionstart():
    """mutmut would ask the environment at every call of the room, and its configuration at each that it notes."""
    forget()
    name, reached = under_test(), state()._stats
    settled = "__mutmut_" in name or name == REACH
    trampoline.get_mutant_under_test = (lambda: name) if settled else ASK
    trampoline.record_trampoline_hit = (lambda function, caller=None: reached.add(function)) if name == REACH else NOTE


@pytest.hookimpl(wrapper=True)
def pytest_collection(session):
    """Leave all but the mirroring tests for later: most mutants need no other, and what is not run need not be collected."""
    asked = session.config.args
    own = [each for each in asked if Path(each.partition("::")[0]).stem in mirroring()]
    session.config.args = own or asked
    session.config.stash[LATER] = sorted(set(asked) - set(own)) if own else []
    return (yield)


def pytest_collection_modifyitems(items):
    """The quick ones first, as the first that fails ends the run; of tests that do not mirror the module none that is slow."""
    if "__mutmut_" in under_test():
        items.sort(key=is_slow)
        items[:] = [item for item in items if not is_slow(item) or item.path.stem in mirroring()] or items
    elif under_test() == "":
        del items[1:]  # all have passed already while the reach was noted, or nothing would be tried


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session):
    """When the mirroring tests have all passed, the others."""
    done = yield
    if session.config.stash[LATER] and not session.testsfailed:
        session.perform_collect(session.config.stash[LATER])
        for item, following in zip_longest(session.items, session.items[1:]):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                break
    return done


def pytest_runtest_setup(item):
    """Before the first example of each test; the others may reach less of what is remembered, and that one is tried for it."""
    test = (item.path, item.originalname)
    if under_test() == REACH and item.session.stash.get(LAST, None) != test:
        item.session.stash[LAST] = test
        forget()
