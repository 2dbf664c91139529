"""Passwords by argon2id at the cost OWASP names for busy servers: 19 MiB, two passes, one lane.

Django's default (100 MB, 88 ms) would let twenty people signing in at 09:00 fill the machine.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2PasswordHasher(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
