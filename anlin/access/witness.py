"""A witness of an Anlin audit log, without Anlin: `python witness.py FOLDER [--host HOST] [--port PORT]`.

Copy this file and `verify.py` beside it to a machine of another organisation. It keeps every signed head that is posted
to it in FOLDER/heads.jsonl and the first key it was told in FOLDER/key.pem; a head that this key did not sign, or that
says otherwise of a position it knows, is refused and kept in FOLDER/refused.jsonl: somebody wants to change the past.
Then `python verify.py LOG --heads FOLDER/heads.jsonl --key FOLDER/key.pem`. Put TLS before it.
"""

import argparse
import base64
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

try:
    from anlin.access.verify import checker_of, head_text, read_lines
except ImportError:  # Copied without the platform.
    from verify import checker_of, head_text, read_lines  # type: ignore[import-not-found, no-redef]

LARGEST = 4_000_000


class Refused(Exception):
    """A head that this witness does not take; says why."""


class Book:
    """What one witness keeps of one platform."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._heads, self._key, self._refused = folder / "heads.jsonl", folder / "key.pem", folder / "refused.jsonl"
        known = read_lines(self._heads) if self._heads.exists() else ()
        self._known = {head["position"]: head["hash"] for head in known}
        self._lock = threading.Lock()

    def take(self, key: bytes, heads: list[dict[str, Any]]) -> int:
        """Keep these heads; how many were new. Raises `Refused`, after keeping those before the wrong one."""
        with self._lock:
            if not self._key.exists():
                self._key.write_bytes(key)
            is_signed = checker_of(self._key.read_bytes())
            new = 0
            for head in heads:
                position, said = int(head["position"]), str(head["hash"])
                text = head_text(position, said, int(head["at"]))
                if not is_signed(text, base64.b64decode(head["signature"])):
                    self._refuse(head, "not signed by the key this witness knows")
                if self._known.get(position, said) != said:
                    self._refuse(head, "another record stood at this position before: a forked history")
                if position in self._known:
                    continue
                if self._known and position < max(self._known):
                    self._refuse(head, "older than what this witness knows: back-dated")
                _append(self._heads, head)
                self._known[position] = said
                new += 1
            return new

    def _refuse(self, head: dict[str, Any], why: str) -> None:
        _append(self._refused, {**head, "why": why})
        raise Refused(why)


def _append(path: Path, row: dict[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
        file.flush()
        os.fsync(file.fileno())


def server(book: Book, host: str, port: int) -> ThreadingHTTPServer:
    class Door(BaseHTTPRequestHandler):
        timeout = 30

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            try:
                given = json.loads(self.rfile.read(size)) if 0 < size <= LARGEST else {}
                self._answer(200, {"new": book.take(given["key"].encode(), given["heads"])})
            except Refused as refused:
                self._answer(409, {"refused": str(refused)})
            except (ValueError, KeyError, TypeError, AttributeError):
                self._answer(400, {"refused": "expected JSON with key and heads"})

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None: ...

    return ThreadingHTTPServer((host, port), Door)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8490)
    given = parser.parse_args(arguments)
    made = server(Book(given.folder), given.host, given.port)
    sys.stdout.write(f"witness on http://{given.host}:{made.server_port}\n")
    sys.stdout.flush()
    made.serve_forever()


if __name__ == "__main__":
    main()
