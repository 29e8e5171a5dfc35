"""Register, Keepalive, UnRegister: who may speak at all. HTTP Digest opens a session, the session's peer holds it."""

import os
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response

from anlin.gateway.intake import Intake
from anlin.gateway.protocols.gat1400 import answers
from anlin.gateway.protocols.gat1400.answers import INVALID_OPERATION, OK
from anlin.gateway.protocols.gat1400.digest import (
    Proof,
    Throttle,
    challenge,
    is_for,
    is_right,
    is_served,
    is_sha256,
    proof_in,
)
from anlin.gateway.protocols.gat1400.sender import MAX_DEVICE
from anlin.gateway.reading import NotJson, json_of, text
from anlin.gateway.sessions import Session, Sessions

PROTOCOL = "gat1400"

log = structlog.get_logger("anlin.gateway.gat1400")

# Compared with when the account is unknown, so that an unknown name takes as long as a wrong password.
_NOBODY = os.urandom(16).hex()
_NOT_SERVED = "Only MD5 and SHA-256 with qop auth are served 只支持 MD5 与 SHA-256（qop=auth）"
_NO_SHA256 = "Wrong, or a password from before SHA-256: renew it 密码不对，或是旧账号不支持 SHA-256：请重设密码"


class Signing:
    """The session side of the protocol. `realm`: of the Digest accounts, part of their HA1."""

    def __init__(self, intake: Intake, sessions: Sessions, realm: str) -> None:
        self._intake, self._sessions, self._realm = intake, sessions, realm
        self._throttle = Throttle(intake.now)

    def session_of(self, request: Request, named: str = "") -> Session | None:
        """The open session a request belongs to: its `User-Identify`, from the address that registered.

        Without the header the body's own id counts (`named`), or the only session of that address.
        """
        peer = peer_of(request)
        device = identity_in(request) or named
        if not device:
            return self._sessions.of_peer(PROTOCOL, peer)
        session = self._sessions.get(PROTOCOL, device)
        return session if session is not None and session.peer == peer else None

    async def register(self, request: Request) -> Response:
        """Opens a session, replacing an older one of the device."""
        now = self._intake.now()
        device = identity_of(await request.body()) or identity_in(request)
        proof, refusal = self._proven(request, now, device)
        if proof is None:
            return refusal
        account = self._sessions.account(proof.username)
        session = None
        if device and account is not None:
            session = await self._sessions.open(PROTOCOL, device, account, peer_of(request), now)
        if session is None:
            log.warning("register refused", why="account is not for this device", account=proof.username)
            words = "The account is not for this device 账号不属于该设备"
            return answers.single(_path(request), INVALID_OPERATION, device, now, status=403, words=words)
        await self._intake.heartbeat(session, now)
        return answers.single(_path(request), OK, device, now)

    async def keepalive(self, request: Request) -> Response:
        """A sign of life; 401 when the device must register (again). The body may be empty."""
        now = self._intake.now()
        session = self.session_of(request, identity_of(await request.body()))
        if session is None:
            return self.unregistered(request)
        await self._intake.heartbeat(session, now)
        return answers.single(_path(request), OK, session.device, now)

    async def unregister(self, request: Request) -> Response:
        """Ends the session, for who proves the account or speaks from the session's address."""
        now = self._intake.now()
        device = identity_of(await request.body()) or identity_in(request)
        if request.headers.get("authorization"):
            proof, refusal = self._proven(request, now, device)
            session = self._sessions.get(PROTOCOL, device)
            if proof is None or session is None or session.account != proof.username:
                return refusal
        else:
            session = self.session_of(request, device)
            if session is None or session.device != device:
                return self.unregistered(request)
        await self._sessions.end(PROTOCOL, device)
        return answers.single(_path(request), OK, device, now)

    def unregistered(
        self, request: Request, device: str = "", *, is_stale: bool = False, words: str = "Not registered 未注册"
    ) -> Response:
        """401 with a fresh challenge: register, then send again.

        MD5 comes first: most clients look at nothing but the first header. Both have one nonce, so that it does not
        matter which of them a client reads that takes them for one. Nobody is offered what its account cannot check.
        """
        now = self._intake.now()
        nonce, device = self._sessions.new_nonce(now), device or identity_in(request)
        response = answers.single(
            _path(request), INVALID_OPERATION, identity_in(request), now, status=401, words=words,
            headers={"WWW-Authenticate": challenge(self._realm, nonce, is_stale=is_stale)},
        )  # fmt: skip
        if self._sessions.directory.has_sha256_for(device):
            second = challenge(self._realm, nonce, "SHA-256", is_stale=is_stale)
            response.headers.append("WWW-Authenticate", second)
        return response

    def _proven(self, request: Request, now: int, device: str) -> tuple[Proof | None, Response]:
        """The proof if it holds, and the answer if it does not."""
        proof = proof_in(request.headers.get("authorization", ""))
        if proof is None:
            return None, self.unregistered(request, device)
        if not is_served(proof):
            log.warning("register refused", why="digest algorithm is not served", peer=peer_of(request))
            return None, self.unregistered(request, device, words=_NOT_SERVED)
        peer = peer_of(request)
        if self._throttle.is_shut(peer, proof.username):
            words = "Too many wrong tries 尝试过多，请稍后再试"
            return None, answers.single(
                _path(request), INVALID_OPERATION, "", now, status=429, words=words, headers={"Retry-After": "300"}
            )
        account = self._sessions.account(proof.username)
        kept = (account.ha1_sha256 if is_sha256(proof) else account.ha1) if account else ""
        is_known = is_right(proof, request.method, kept or _NOBODY) and bool(kept)
        if not (is_known and account and is_for(proof, _path(request))):
            self._throttle.note_wrong(peer, proof.username)
            is_old = account is not None and not kept
            log.warning(
                "register refused", why="account is from before SHA-256" if is_old else "wrong digest", peer=peer
            )
            words = _NO_SHA256 if is_sha256(proof) else "Wrong user or password 用户名或密码不对"
            return None, self.unregistered(request, device, words=words)
        if self._sessions.use_nonce(proof.nonce, proof.nc, now) != "fresh":
            # The password was right, only the nonce is old or was counted already: the client asks again by itself.
            return None, self.unregistered(request, device, is_stale=True)
        self._throttle.note_right(peer, proof.username)
        return proof, self.unregistered(request, device)


def peer_of(request: Request) -> str:
    client = request.scope["client"]
    return str(client[0]) if client else ""


def identity_in(request: Request) -> str:
    """The header `User-Identify`."""
    # Read from the scope itself: every message is asked for it, and a mapping of all headers costs as much as a row.
    for name, value in request.scope["headers"]:
        if name == b"user-identify":
            return text(value.decode("latin-1"), MAX_DEVICE)
    return ""


def identity_of(body: bytes) -> str:
    """`DeviceID` of a Register, Keepalive or UnRegister body, wrapped or not; "" if it has none."""
    if not body.strip():
        return ""
    try:
        message: Any = json_of(body)
    except NotJson:
        return ""
    for each in (message, *(message.values() if isinstance(message, dict) else ())):
        if isinstance(each, dict):
            for key, value in each.items():
                if key.lower() == "deviceid":
                    return text(value, MAX_DEVICE)
    return ""


def _path(request: Request) -> str:
    path: str = request.scope["path"]
    return path
