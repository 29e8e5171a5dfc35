"""In-app messages need no sending: the page reads them (`GET /api/notices`) and confirms them."""

from anlin.notify.transport import Outgoing


class InApp:
    name = "in_app"
    needs_address = False

    def send(self, message: Outgoing) -> bool:
        return False  # Stored is not read: the receipt comes from the page.
