"""Outbox, channels and the worker that empties it."""
