"""Find claims and say who, what and how sure."""
