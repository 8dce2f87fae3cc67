"""Mend and group the named entities of the base model."""
