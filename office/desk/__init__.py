"""The desk, for the volunteer with a ringing telephone: who is it, the same as last time, read it back, done."""
