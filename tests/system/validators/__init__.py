"""What is published is held against the validators of those who read it."""
