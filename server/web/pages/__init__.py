"""The pages for people: a module each, beside what several of them share (`site`, `messages`, `rendering`, `model`)."""
