"""The town's recorders and boxes as clients of the door: they register, keep alive, send, fall silent, send again."""

from anlin.demo.devices.fleet import Fleet
from anlin.demo.devices.line import Answer, DoorAway, HttpLine
from anlin.demo.devices.platform import Refusal

__all__ = ["Answer", "DoorAway", "Fleet", "HttpLine", "Refusal"]
