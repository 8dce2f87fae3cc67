"""Text to claims: spaCy components, one folder each."""
