"""What is known: drugs, products, tables, rules’ numbers and questions, each with its source, and how data/ is read."""
