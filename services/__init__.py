"""Service days: haircuts, legal advice, blood pressure."""
