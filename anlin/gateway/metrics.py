"""What the gateway says of itself: /healthz for whoever restarts it, /metrics (with a token) for who watches it."""

import hmac
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from anlin.gateway.intake import Intake
from anlin.observations.instants import DAY


class GatewayFigures:
    """Read when asked, so that counting costs the way of an observation nothing."""

    def __init__(self, intake: Intake, refused: dict[int, int]) -> None:
        self._intake = intake
        self._refused = refused

    def collect(self) -> Iterable[Metric]:
        intake, health = self._intake, self._intake.health
        for name, text, value in (
            ("anlin_gateway_rows", "Rows journalled since the start.", intake.writer.rows_written),
            ("anlin_gateway_groups", "Group commits since the start.", health.groups),
            ("anlin_gateway_requests", "Requests whose group was committed since the start.", health.requests),
            ("anlin_gateway_busy", "Requests told to come again since the start.", health.busy),
            ("anlin_gateway_pictures_lost", "Pictures that could not be kept.", health.pictures_lost),
        ):
            yield CounterMetricFamily(name, text, value)
        yield GaugeMetricFamily(
            "anlin_gateway_clock_off_seconds", "This machine's clock ahead of the door's time.", intake.time.off_s
        )
        refused = CounterMetricFamily("anlin_gateway_refused", "Requests refused by the door.", labels=["status"])
        for status, count in sorted(self._refused.items()):
            refused.add_metric([str(status)], count)
        yield refused
        directory = intake.sessions.directory
        for name, text, value in (
            ("anlin_gateway_journal_failing", "1 while the journal does not answer.", int(health.failing_since > 0)),
            ("anlin_gateway_waiting_rows", "Rows that wait for the disk.", intake.waiting_rows),
            ("anlin_gateway_known_ids", "Ids in the filter of repeats.", intake.writer.known_ids),
            ("anlin_gateway_sessions", "Open sessions of devices and platforms.", intake.sessions.count),
            ("anlin_gateway_directory_version", "Version of the directory in force.", directory.version),
            ("anlin_gateway_lists_stale", "1 if the lists are older than 24 h.", int(lists_are_stale(intake))),
            ("anlin_gateway_last_group_microseconds", "How long the last group commit took.", health.last_group_us),
        ):
            yield GaugeMetricFamily(name, text, value)


def lists_are_stale(intake: Intake) -> bool:
    """A matcher whose lists are older than 24 hours says so; its hits cannot be confirmed (LU-23)."""
    return intake.now() - intake.directory_read_at > DAY


def own_routes(intake: Intake, refused: dict[int, int], token: str) -> list[Route]:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(GatewayFigures(intake, refused))

    async def healthz(request: Request) -> Response:
        if not intake.health.is_ready:
            return JSONResponse({"status": "starting"}, 503)
        if intake.health.failing_since:
            return JSONResponse({"status": "failing", "detail": "the journal does not answer"}, 503)
        return JSONResponse({"status": "ok"})

    async def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        if not token or not hmac.compare_digest(given, token.encode()):
            return Response("metrics need the token\n", 401, {"WWW-Authenticate": "Bearer"})
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")

    return [Route("/healthz", healthz), Route("/metrics", metrics)]
