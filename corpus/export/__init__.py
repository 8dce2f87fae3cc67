"""The claims table in other formats."""
