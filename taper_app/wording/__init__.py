"""The words of clinicians' pages and papers for what is one of a closed set: one map of each."""
