"""The week board: rooms by days for the staff of a site, where everything can be entered, moved, cancelled."""
