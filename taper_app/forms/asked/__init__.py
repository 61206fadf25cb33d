"""What is asked under each decision of a visit: a module a decision, with its boxes, their rules and what they mean."""
