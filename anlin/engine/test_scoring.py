import pytest

from anlin.engine.scoring import BadLine, Incident, ScoredAlert, read_lines, score, wilson_high, wilson_low


def incident(start: str, end: str, zone: str = "z1", tolerance_s: float = 0) -> Incident:
    return Incident("m", f"2026-01-05T{start}Z", f"2026-01-05T{end}Z", "a1", zone, tolerance_s)


def alert(at: str, zone: str = "z1", **more: bool) -> ScoredAlert:
    return ScoredAlert("m", f"2026-01-05T{at}Z", "a1", zone, **more)


def test_an_alert_within_its_incident_is_right_and_its_delay_counts_from_the_start():
    figures = score([alert("08:00:30")], [incident("08:00:00", "08:10:00")])["m"]
    assert (figures["precision"], figures["recall"], figures["delay_s"]) == (1.0, 1.0, 30.0)


@pytest.mark.parametrize(("at", "right"), [("07:59:59", 0), ("08:00:00", 1), ("08:10:05", 1), ("08:10:06", 0)])
def test_the_first_and_last_right_instants_are_start_and_end_with_tolerance(at, right):
    assert score([alert(at)], [incident("08:00:00", "08:10:00", tolerance_s=5)])["m"]["precision"] == right


def test_a_further_alert_on_one_incident_is_false():
    figures = score([alert("08:01:00"), alert("08:02:00")], [incident("08:00:00", "08:10:00")])["m"]
    assert (figures["precision"], figures["recall"]) == (0.5, 1.0)


def test_an_alert_in_another_zone_is_false():
    figures = score([alert("08:01:00", "z2")], [incident("08:00:00", "08:10:00")])["m"]
    assert (figures["precision"], figures["recall"]) == (0.0, 0.0)


def test_an_incident_without_a_zone_is_found_anywhere_in_its_area():
    assert score([alert("08:01:00", "z9")], [incident("08:00:00", "08:10:00", zone="")])["m"]["recall"] == 1.0


def test_shadow_does_not_count_and_suspected_is_reported_apart():
    happened = [incident("08:00:00", "08:10:00")]
    figures = score([alert("08:01:00", suspected=True), alert("08:02:00", shadow=True)], happened)["m"]
    assert (figures["alerts"], figures["suspected"], figures["incidents_only_suspected"]) == (0, 1, 1)
    assert figures["precision"] is None
    assert figures["recall"] == 0.0


def test_two_incidents_at_one_place_are_found_by_two_alerts():
    happened = [incident("08:00:00", "08:30:00"), incident("08:10:00", "08:40:00")]
    assert score([alert("08:15:00"), alert("08:16:00")], happened)["m"]["recall"] == 1.0


def test_nothing_at_all_gives_no_model():
    assert score([], []) == {}


def test_wilsons_interval_of_nine_in_ten():
    assert wilson_low(9, 10) == pytest.approx(0.5958, abs=1e-3)
    assert wilson_high(9, 10) == pytest.approx(0.9821, abs=1e-3)
    assert wilson_low(0, 0) is None
    assert wilson_high(0, 0) is None


GOOD = '{"model":"m","start":"2026-01-05T08:00:00Z","end":"2026-01-05T08:00:00Z"}'


def test_a_damaged_line_is_named():
    with pytest.raises(BadLine, match=r"truth\.jsonl:2"):
        read_lines("truth.jsonl", [GOOD, "{"], Incident)


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ('{"model":"m","opened_at":"yesterday"}', ScoredAlert, "'yesterday' is not a time"),
        ('{"model":"m","opened_at":""}', ScoredAlert, "'' is no instant"),
        (GOOD.replace("2026-01-05T08:00:00Z", "8 am", 1), Incident, "'8 am' is not a time"),
        (GOOD.replace("08:00:00Z", "08:00:01Z", 1), Incident, "the end '2026-01-05T08:00:00Z' is before the start"),
    ],
)
def test_a_line_with_a_wrong_time_is_named(line, kind, words):
    with pytest.raises(BadLine, match=rf"x\.jsonl:2: {words}"):
        read_lines("x.jsonl", ["", line], kind)


def test_an_incident_may_end_at_the_instant_it_starts():
    assert len(read_lines("truth.jsonl", [GOOD], Incident)) == 1
