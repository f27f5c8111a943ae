"""What does the book know, and what follows from it? The tables, their rules, verdicts and grades."""
