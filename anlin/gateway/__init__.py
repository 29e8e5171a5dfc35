"""The door for devices: protocols decode, the intake locates, judges, and writes to the journal before it answers."""

from anlin.gateway.app import create_app
from anlin.gateway.decoded import DeviceNews, Item, Outcome, Picture, RegisterRow, Rejected, Seen, Subject
from anlin.gateway.directory import Account, Directory, DirectorySource, FixedDirectory, ListEntry, Purpose, Source
from anlin.gateway.intake import Busy, Intake
from anlin.gateway.matching import list_tokens
from anlin.gateway.sessions import Session, Sessions
from anlin.gateway.settings import GatewaySettings

__all__ = [
    "Account",
    "Busy",
    "DeviceNews",
    "Directory",
    "DirectorySource",
    "FixedDirectory",
    "GatewaySettings",
    "Intake",
    "Item",
    "ListEntry",
    "Outcome",
    "Picture",
    "Purpose",
    "RegisterRow",
    "Rejected",
    "Seen",
    "Session",
    "Sessions",
    "Source",
    "Subject",
    "create_app",
    "list_tokens",
]
