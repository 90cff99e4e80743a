"""How the project changes: drafts of new terms, things and queries; what lies between two states; version steps."""
