"""Hands the signed heads of the audit log to outside witnesses, at least two, every ten minutes (LU-52).

A witness is any server that keeps what is posted to it: `witness.py` beside this file is one that needs no platform.
Each gets every head once, in order; one that is away gets what it missed when it is back. `told.json` beside the heads
remembers how far each has been told.
"""

import json
import logging
import os
from collections.abc import Sequence
from typing import Any

import httpx

from anlin.access.heads import Heads

log = logging.getLogger(__name__)

ENOUGH = 2
"""Fewer outside witnesses can be talked into forgetting; lists and registers are then not used (`features.py`)."""
AT_ONCE = 500
TIMEOUT_S = 10.0


class Witnesses:
    """The witnesses at these addresses, of the heads of one platform."""

    def __init__(self, heads: Heads, urls: Sequence[str]) -> None:
        self._heads, self._urls = heads, urls
        self._file = heads.witness / "told.json"

    def tell(self) -> dict[str, int]:
        """Send each witness what it was not told yet; the position each knows by now."""
        heads, told = self._heads.all(), self.told()
        for url in self._urls:
            while missing := [head for head in heads if head["position"] > told.get(url, -1)][:AT_ONCE]:
                if not self._post(url, missing):
                    break
                told[url] = missing[-1]["position"]
                self._remember(told)
        return {url: told.get(url, -1) for url in self._urls}

    def told(self) -> dict[str, int]:
        if not self._file.exists():
            return {}
        found: dict[str, int] = json.loads(self._file.read_text(encoding="utf-8"))
        return found

    def _post(self, url: str, heads: list[dict[str, Any]]) -> bool:
        body = {"key": self._heads.public_key_pem().decode(), "heads": heads}
        try:
            # No redirect is followed and no proxy of the environment used: the address is the operator's own word.
            answer = httpx.post(url, json=body, timeout=TIMEOUT_S, trust_env=False)
        except httpx.HTTPError as error:
            log.error("a witness cannot be reached (%s); it is told again in ten minutes", type(error).__name__)
            return False
        if not answer.is_success:
            log.error("a witness answered %d; it is told again in ten minutes", answer.status_code)
        return answer.is_success

    def _remember(self, told: dict[str, int]) -> None:
        new = self._file.with_suffix(".new")
        with new.open("w", encoding="utf-8") as file:
            json.dump(told, file)
            file.flush()
            os.fsync(file.fileno())
        new.rename(self._file)
