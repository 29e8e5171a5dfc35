import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.observations import (
    KINDS,
    LABELS,
    SCHEMA,
    UnknownName,
    arrays_of,
    batch_of,
    condition_id,
    empty_batch,
    from_bytes,
    kind_code,
    label_code,
    normal_plate,
    observation_id,
    subject_token,
    to_bytes,
)
from anlin.observations.coordinates import to_wgs84, wgs84_to_gcj02
from anlin.observations.quality import NEVER_PAGES, Quality, names

texts = st.text(max_size=40)


def test_a_batch_survives_its_bytes():
    batch = batch_of({"id": [1, 2**64 - 1], "observed_at": [5, 6], "evidence": ["a", None]})
    assert from_bytes(to_bytes(batch)).equals(batch)


def test_an_empty_batch_survives_its_bytes():
    assert from_bytes(to_bytes(empty_batch())).num_rows == 0


def test_the_bytes_are_one_arrow_stream():
    batch = batch_of({"id": [1, 2], "observed_at": [5, 6], "evidence": ["a", None]})
    with pa.ipc.open_stream(to_bytes(batch)) as reader:
        assert reader.read_all().to_batches() == [batch]


def test_a_stream_that_says_more_of_its_columns_is_read():
    batch = batch_of({"id": [1], "observed_at": [5]})
    assert from_bytes(to_bytes(batch.replace_schema_metadata({"by": "another"}))).equals(batch)


def test_bytes_of_other_columns_are_refused():
    with pytest.raises(pa.ArrowInvalid, match="not an observation batch"):
        from_bytes(to_bytes(pa.record_batch({"id": [1]})))


def test_damaged_bytes_are_refused():
    with pytest.raises(pa.ArrowInvalid):
        from_bytes(to_bytes(empty_batch())[:40])


def test_a_column_the_record_does_not_have_is_refused():
    with pytest.raises(KeyError, match="name"):
        batch_of({"id": [1], "observed_at": [5], "name": ["Wang"]})


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="zone: 2 rows, id has 1"):
        batch_of({"id": [1], "observed_at": [5], "zone": [1, 2]})


def test_missing_columns_are_zero_and_confidence_is_one():
    columns = arrays_of(batch_of({"id": [1], "observed_at": [5]}))
    assert columns["confidence"].tolist() == [1.0]
    assert columns["subject"].tolist() == [0]
    assert set(columns) | {"evidence"} == set(SCHEMA.names)


def test_instants_are_int64_microseconds():
    assert arrays_of(batch_of({"id": [1], "observed_at": [5]}))["observed_at"].dtype == np.int64


@given(texts, texts, st.integers(0, 100), st.integers(0, 100))
def test_the_same_message_has_the_same_id_and_never_zero(device, event, kind, label):
    assert observation_id(device, event, kind, label) == observation_id(device, event, kind, label) != 0


def test_ids_tell_device_and_event_apart():
    assert observation_id("a", "bc", 1, 0) != observation_id("ab", "c", 1, 0)


def test_lu_28_a_subject_token_says_nothing_without_its_key_and_purpose():
    key, other = b"k" * 32, b"j" * 32
    token = subject_token(key, "visitor_log", "浙A00000")
    assert token != subject_token(other, "visitor_log", "浙A00000")
    assert token != subject_token(key, "paid_parking", "浙A00000")
    with pytest.raises(ValueError, match="16 bytes"):
        subject_token(b"short", "visitor_log", "浙A00000")


@given(texts, texts, texts, st.integers(0, 2**62))
def test_a_condition_id_fits_a_signed_database_column(model, rule, key, at):
    assert 0 < condition_id(model, rule, key, at) < 2**63


def test_codes_of_kinds_and_labels_are_unique_and_start_with_none():
    assert KINDS[0] == LABELS[0] == ""
    assert len(set(KINDS)) == len(KINDS)
    assert len(set(LABELS)) == len(LABELS)


# Stored archives depend on these numbers: a change here means that old data is read wrongly.
@pytest.mark.parametrize(("name", "code"), [("plate_read", 3), ("door_state", 11), ("device_fault", 35)])
def test_codes_of_kinds_never_move(name, code):
    assert kind_code(name) == code


@pytest.mark.parametrize(("name", "code"), [("open", 1), ("ebike", 31), ("car", 27)])
def test_codes_of_labels_never_move(name, code):
    assert label_code(name) == code


def test_an_unknown_name_says_where_the_list_is():
    with pytest.raises(UnknownName, match=r"'face_match' is not in anlin\.observations\.kinds"):
        kind_code("face_match")


@pytest.mark.parametrize(
    ("sent", "normal"),
    [
        ("浙A·12345", "浙A12345"),
        (" 浙a-12345 ", "浙A12345"),
        ("粤Ｂ１２３４５", "粤B12345"),
        ("蓝浙A12345", "浙A12345"),
        ("黄绿色鲁L·D12345", "鲁LD12345"),
        ("黑A12345", "黑A12345"),
        ("无牌", ""),
        ("无牌车", ""),
        ("N/A", ""),
        ("", ""),
        (None, ""),
        ("-", ""),
        ("_无_", ""),
        ("????????", ""),
        ("000000", ""),
        ("0", ""),
    ],
)
def test_plates_are_made_comparable(sent, normal):
    assert normal_plate(sent) == normal


def test_quality_names_stand_in_order_of_their_bits():
    assert names(Quality.REPLAYED | Quality.LATE) == ["late", "replayed"]
    assert NEVER_PAGES & Quality.REPLAYED


@given(st.floats(75, 135), st.floats(5, 53))
def test_gcj02_is_converted_back_within_a_centimetre(lon, lat):
    back_lon, back_lat = to_wgs84(*wgs84_to_gcj02(lon, lat), "GCJ-02")
    assert abs(back_lon - lon) < 1e-7
    assert abs(back_lat - lat) < 1e-7


def test_a_known_point_of_bd09_lands_at_its_wgs84_place():
    # Tiananmen in BD-09 (116.404, 39.915) is about 116.3912, 39.9073 in WGS-84.
    lon, lat = to_wgs84(116.404, 39.915, "BD-09")
    assert abs(lon - 116.39124) < 2e-4
    assert abs(lat - 39.90734) < 2e-4


def test_swapped_coordinates_are_refused_in_words():
    with pytest.raises(ValueError, match="swapped"):
        to_wgs84(39.9, 116.4, "WGS84")


def test_points_abroad_are_not_shifted():
    assert wgs84_to_gcj02(-0.1276, 51.5072) == (-0.1276, 51.5072)
