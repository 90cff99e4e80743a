"""How two things are connected: what links things, the paths from one to another, and the page that shows them."""
