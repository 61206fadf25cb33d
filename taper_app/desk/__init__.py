"""Where a plan and a review are made: fill in, preview, cautions, check, issue.

Read `flow` from its top: it is the way from the form to the record, written once. `kind` says what the two kinds of work may
differ in, `new_plan` and `review` in what they do. No request comes in: a step is given what a page sent, and answers with a
page, with where to go on, or with what is to be printed.
"""
