"""What steps and findings are called."""

MARKS = {"closing": "closing", "as_taken": "at the dose taken", "edited": "changed by hand"}
OLD_PAPER = {
    "taken-back": "The old paper was taken back.",
    "struck-out": "The changed rows were struck out on the old paper.",
    "day-written": "The new day of the visit was written on the old paper.",
    "not-here": "The old paper was not here: the patient was told to destroy it, and a new one was posted.",
}
KINDS = {
    "crossover": "Crossover",
    "stabilise": "Stabilise",
    "reduce": "Reduce",
    "hold": "Hold",
    "step-back": "Step back",
    "maintain": "Stay on",
    "stop": "Stop",
}
TIERS = {
    "block": "Must be solved",
    "caution": "Caution",
    "info": "For information",
}
