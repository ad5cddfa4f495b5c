"""How passwords are hashed and judged here."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import MinimumLengthValidator


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB and one pass: the strongest of OWASP's settings that a two-core server bears."""

    time_cost = 1
    memory_cost = 47104
    parallelism = 1


class LongEnough(MinimumLengthValidator):
    """Django's, in Chinese: its own words are not translated."""

    def get_error_message(self) -> str:
        return f"口令太短,至少要 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"口令至少要 {self.min_length} 个字符。"
