"""Senders of `anlin bench live`: doors that open and close, in a process of their own so that nothing waits for them.

`GATEWAY TOKEN RATE SECONDS`; prints one JSON object.
"""

import http.client
import json
import sys
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import msgspec

SENDERS, IN_A_BODY, DOORS = 2, 100, 2000


class Sender:
    """A source with a connection of its own."""

    def __init__(self, gateway: str, token: str, number: int) -> None:
        self.sent, self._number = 0, number
        self._connection = http.client.HTTPConnection(urlsplit(gateway).netloc, timeout=30)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send(self, items: list[dict[str, Any]]) -> None:
        """Raises OSError where the door does not take them."""
        for each in items:
            self.sent += 1
            each["event"] = f"{self._number}-{self.sent}"
        if not 200 <= (status := self._post(items)) < 300:
            raise OSError(f"the door answered {status}")

    def close(self) -> None:
        self._connection.close()

    def alarm(self, detector: str) -> None:
        self.send([{"device": detector, "kind": "gas", "label": "alarm"}])

    def is_known(self) -> bool:
        """The door looks once a second who may send."""
        return self._post([]) != http.client.UNAUTHORIZED

    def _post(self, items: list[dict[str, Any]]) -> int:
        """Once more where the door hung up on a connection that was idle too long: repeats count once."""
        body = msgspec.json.encode({"observations": items})
        try:
            return self._status_of(body)
        except (ConnectionError, http.client.HTTPException):
            self._connection.close()
            return self._status_of(body)

    def _status_of(self, body: bytes) -> int:
        self._connection.request("POST", "/api/observations", body, self._headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status


class Crowd(threading.Thread):
    """Doors that open and close, at `rate` observations a second; late ones are caught up with."""

    def __init__(self, gateway: str, token: str, number: int, rate: float, seconds: float) -> None:
        super().__init__(daemon=True)
        self._sender = Sender(gateway, token, number + 1)
        self._number, self._rate, self._seconds = number, rate, seconds
        self.is_whole = False

    @property
    def sent(self) -> int:
        return self._sender.sent

    def run(self) -> None:
        began, mine = time.monotonic(), range(self._number, DOORS, SENDERS)
        for nth in range(int(self._rate * self._seconds / IN_A_BODY)):
            time.sleep(max(0.0, began + nth * IN_A_BODY / self._rate - time.monotonic()))
            first = nth * IN_A_BODY
            self._sender.send([
                {
                    "device": f"door_sensor-{mine[n % len(mine)]}", "kind": "door_state",
                    "label": ("open", "closed")[n // len(mine) % 2],
                }
                for n in range(first, first + IN_A_BODY)
            ])  # fmt: skip
        self.is_whole = True
        self._sender.close()


def main(gateway: str, token: str, rate: float, seconds: float) -> int:
    crowd = [Crowd(gateway, token, number, rate / SENDERS, seconds) for number in range(SENDERS)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    told = {"sent": sum(each.sent for each in crowd), "processor_s": time.process_time()}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0 if all(each.is_whole for each in crowd) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])))
