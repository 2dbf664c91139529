"""The week on screen and on paper."""
