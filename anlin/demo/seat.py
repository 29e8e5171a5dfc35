"""A browser of somebody who is played: signed in by the demo's door for roles, at work over the real API."""

from typing import Any

import httpx


class Seat:
    """`area`: the place whose people are meant, by number; without it the story's own.

    Every method raises `httpx.TransportError` where the pages are away, and `httpx.HTTPStatusError` where there is
    nobody to play. A person's sign-in is begun with the first of them.
    """

    def __init__(self, http: httpx.AsyncClient, role: str, area: int | None = None) -> None:
        self.role = role
        self._http = http
        self._area = area
        self._csrf = ""

    async def open_alerts(self) -> list[dict[str, Any]]:
        """The queue, most severe first; empty where it is not shown."""
        answer = await self._get("/api/alerts", state="open", limit=200)
        items: list[dict[str, Any]] = answer.json()["items"] if answer.status_code == 200 else []
        return items

    async def alert(self, number: int) -> dict[str, Any] | None:
        """One alert with what can be done; None where it is not shown."""
        answer = await self._get(f"/api/alerts/{number}")
        found: dict[str, Any] | None = answer.json() if answer.status_code == 200 else None
        return found

    async def step(self, number: int, action: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """The alert after the step; None where somebody else was first, or things have changed."""
        await self._sign_in()
        answer = await self._http.post(f"/api/alerts/{number}/{action}", json=body, headers={"X-CSRFToken": self._csrf})
        after: dict[str, Any] | None = answer.json() if answer.status_code == 200 else None
        return after

    async def _get(self, path: str, **params: Any) -> httpx.Response:
        await self._sign_in()
        return await self._http.get(path, params=params)

    async def _sign_in(self) -> None:
        if self._csrf:
            return
        first = await self._http.get("/api/session")
        token = first.cookies.get("csrftoken") or self._http.cookies.get("csrftoken") or ""
        wanted = {"role": self.role} if self._area is None else {"role": self.role, "area": self._area}
        answer = await self._http.post("/api/demo/sign-in", json=wanted, headers={"X-CSRFToken": token})
        answer.raise_for_status()
        self._csrf = answer.json()["csrf"]
