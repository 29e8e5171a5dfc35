"""What is kept of a text that does not parse: its shape and no value (LU-27, LU-32)."""

import pytest

from anlin.gateway.quarantine import cleaned, shape_of

TORN = (
    '{"MotorVehicle": {"PlateNo": "鲁L12345", "SkinColor": "yellow", "EthicCode": "01", "FaceAge": 41, "Name": "王强"'
)


@pytest.mark.parametrize("cut", range(1, len(TORN.encode())))
def test_lu_27_lu_32_of_a_torn_message_no_value_is_kept_wherever_it_was_cut(cut):
    kept = cleaned(TORN.encode()[:cut]).decode()
    for value in ("12345", "1234", "123", "鲁", "王", "强", "yellow", "yell", "01", "41"):
        assert value not in kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('{"PlateNo": "鲁L12345", "n": 3', '{"PlateNo": "*x00000", "n": 0'),
        ("<Event><plateNo>鲁L12345</plateNo><age>41</age>", "<Event><plateNo>*x00000</plateNo><age>00</age>"),
        ("plate=鲁L12345&phone=13812340077", "plate=*x00000&phone=00000000000"),
        ("GET /x HTTP/1.1\r\nHost: door", "xxx /x xxxx/0.0\r\nxxxx: xxxx"),
        ('{"at":"2026-01-05 08:30:00"', '{"at":"0000-00-00 00:00:00"'),
        ("", ""),
    ],
)  # fmt: skip
def test_names_and_marks_stay_and_values_are_blotted_out(sent, kept):
    assert shape_of(sent.encode()).decode() == kept


def test_what_is_no_text_at_all_keeps_nothing_that_can_be_read():
    assert set(cleaned(bytes(range(128, 256)) * 4).decode()) <= {"\ufffd", "*", "0", "x"}


def test_a_long_torn_text_takes_no_time_and_keeps_its_beginning_only():
    assert len(cleaned(b"a" * 900_000)) == 512
