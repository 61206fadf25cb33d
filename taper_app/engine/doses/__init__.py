"""What is taken: a regimen in mg, which products make which doses, and what they are worth in diazepam."""
