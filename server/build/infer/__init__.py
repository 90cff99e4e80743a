"""What follows from the curated files: by reckoning and by rules, each conclusion with its proof."""
