"""Find amounts of money."""
