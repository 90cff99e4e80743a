"""The curated files of a project as read: sources, segments, rules, alignments, saved queries."""
