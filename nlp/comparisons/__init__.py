"""Find comparisons and take them apart."""
