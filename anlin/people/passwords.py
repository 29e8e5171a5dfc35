"""Which passwords are taken."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from anlin.people.models import User


class PasswordTooWeak(ValueError):
    """`reasons` are codes: too_short, too_common, too_similar."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


def check_password(password: str, user: User) -> None:
    """Raises `PasswordTooWeak`."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordTooWeak([(row.code or "weak").removeprefix("password_") for row in error.error_list]) from None
