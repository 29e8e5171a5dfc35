"""The route of our own JSON, and its description for who writes a sender."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from anlin.gateway.decoded import Outcome
from anlin.gateway.intake import Intake
from anlin.gateway.protocols.observations.decode import BadBody, SentBody, items_of, items_sent
from anlin.gateway.sessions import Sessions
from anlin.gateway.settings import GatewaySettings
from anlin.gateway.sorting import Sent
from anlin.observations import KINDS, LABELS

PATH = "/api/observations"


class Answer(msgspec.Struct):
    """What became of each item: observations first, then devices, each in the order sent."""

    outcomes: list[Outcome]


class Trouble(msgspec.Struct):
    """Nothing of the body was taken: `error` is a short code, `detail` one sentence."""

    error: str
    detail: str


def routes(intake: Intake, sessions: Sessions, settings: GatewaySettings) -> list[Route]:
    description = _json(openapi(settings.max_body_bytes))

    async def take(request: Request) -> Response:
        received_at = intake.now()
        peer = request.client.host if request.client else ""
        session = sessions.of_token(request.headers.get("authorization", ""), peer)
        if session is None:
            answer = Trouble("unauthorised", "A token of this platform is needed: Authorization: Bearer <token>.")
            return _json(answer, 401, {"WWW-Authenticate": "Bearer"})
        body = await request.body()
        try:
            items = items_of(body)
        except BadBody as error:
            await intake.refuse_message(session, error.reason, str(error), body, received_at)
            return _json(Trouble(error.reason, str(error)), 400)
        return _json(Answer(await intake.accept(items, session, received_at, _sent_in(body))))

    async def describe(request: Request) -> Response:
        return description

    return [Route(PATH, take, methods=["POST"]), Route(f"{PATH}/openapi.json", describe)]


def _sent_in(body: bytes) -> Sent:
    """The item of a number as it was sent; the body is read once more for it, since that is rare."""
    found: list[msgspec.Raw] = []

    def sent(number: int) -> Any:
        if not found:
            found.extend(items_sent(body))
        return msgspec.json.decode(found[number])

    return sent


def _json(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(content), status, headers, "application/json")


def openapi(max_body_bytes: int) -> dict[str, Any]:
    """OpenAPI 3.1 of this protocol, made from the types that decode it."""
    (body, answer, trouble), components = msgspec.json.schema_components(
        [SentBody, Answer, Trouble], ref_template="#/components/schemas/{name}"
    )
    fields = components["SentObservation"]["properties"]
    fields["kind"]["enum"] = [name for name in KINDS if name and name != "match_candidate"]
    fields["label"]["enum"] = list(LABELS)

    def of(schema: dict[str, Any], words: str) -> dict[str, Any]:
        return {"description": words, "content": {"application/json": {"schema": schema}}}

    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Anlin 安邻: observations",
            "version": "1",
            "description": "For sources without a protocol of their own. An answer leaves after its observations are"
            " on disk; sending the same body again changes nothing.",
        },
        "paths": {
            PATH: {
                "post": {
                    "operationId": "send_observations",
                    "summary": "Send observations and news of devices",
                    "security": [{"token": []}],
                    "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
                    "responses": {
                        "200": of(answer, "Taken; what became of each item."),
                        "400": of(trouble, "The body as a whole cannot be read."),
                        "401": of(trouble, "No token, or not one of this platform."),
                        "413": of(trouble, f"The body is longer than {max_body_bytes} bytes."),
                        "503": of(trouble, "The store does not answer; send again after Retry-After seconds."),
                    },
                }
            }
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
