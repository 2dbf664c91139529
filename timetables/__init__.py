"""The week on screen, on paper and as feeds."""
