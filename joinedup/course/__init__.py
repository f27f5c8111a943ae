"""How is the book assigned? Routes, questions and packages, all from the same pages and bank."""
