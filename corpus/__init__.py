"""Articles in, claims table out."""
