"""What each rule says of a case: the patient today and a schedule."""
