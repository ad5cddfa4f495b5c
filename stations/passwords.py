"""How passwords are hashed here."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB and one pass: the strongest of OWASP's settings that a two-core server bears."""

    time_cost = 1
    memory_cost = 47104
    parallelism = 1
