"""What does one chapter alone draw or compute? A module for each, named after its notebook."""
