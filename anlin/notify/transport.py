"""What every channel has in common. To add one, copy the folder of its nearest neighbour in `channels/`."""

from dataclasses import dataclass
from typing import Protocol

from anlin.alerts.words import Words


class PushError(Exception):
    """A message did not reach its channel; `permanent` means that trying again is useless."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True)
class Outgoing:
    """A message as a channel sends it. `id` stays the same when it is tried again, so receivers can drop repeats."""

    id: int
    to: str
    subject: Words
    text: Words
    link: str
    severity: str
    alerts: tuple[int, ...]


class Transport(Protocol):
    """One channel. `needs_address`: whether a person must have given one."""

    @property
    def name(self) -> str: ...

    @property
    def needs_address(self) -> bool: ...

    def send(self, message: Outgoing) -> bool:
        """Hand it over; True when the channel itself proves receipt. Raises `PushError`."""
        ...
