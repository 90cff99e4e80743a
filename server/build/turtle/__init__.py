"""Turtle and TriG as the project writes them: reading with places, and the one style of its files."""
