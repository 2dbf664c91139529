"""People from a spreadsheet: read it, look who is who, and only then bring them in."""
