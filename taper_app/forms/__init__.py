"""What a clinician types → values the engine and the actions take, or one sentence that says what to do."""
