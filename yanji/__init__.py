"""Yanji (延吉睦邻): settings, root URLs, admin site, health. Wires, decides nothing."""
