"""Numbers in text: what the money and percentage components share."""
