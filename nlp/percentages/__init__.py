"""Find percentages, percentage points and basis points."""
