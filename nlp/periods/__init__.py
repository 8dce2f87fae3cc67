"""Date and period expressions, by a grammar of our own."""
