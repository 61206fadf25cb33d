"""What a review keeps of a visit, by the names that its observations have."""

ASKED_AS = {"other_sedatives": "sedatives", "alcohol": "alcohol", "opioids": "opioid"}
"""How observations name what else is taken, with the engine's id for it, in the order of the page."""
