"""What does a chapter call to be written? Prose with numbers, tables, questions and live controls."""
