"""What is known of a patient now: the patient today, the plan in force, what would come of a decision. Reads only."""
