"""Rooms taken by residents, teams and staff."""
