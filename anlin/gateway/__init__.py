"""The door for devices: protocols decode, the intake locates, judges, and writes to the journal before it answers.

Only what others hand in or read is named here; the application itself is `anlin.gateway.app.create_app`, which brings
the compiled kernels and the server with it.
"""

from anlin.gateway.decoded import DeviceNews, Item, Outcome, Picture, RegisterRow, Rejected, Seen, Subject
from anlin.gateway.directory import Account, Directory, DirectorySource, FixedDirectory, ListEntry, Purpose, Source
from anlin.gateway.settings import GatewaySettings

__all__ = [
    "Account",
    "DeviceNews",
    "Directory",
    "DirectorySource",
    "FixedDirectory",
    "GatewaySettings",
    "Item",
    "ListEntry",
    "Outcome",
    "Picture",
    "Purpose",
    "RegisterRow",
    "Rejected",
    "Seen",
    "Source",
    "Subject",
]
