import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.markup import NotXml, parts_of, xml_fields


def test_names_lose_their_namespace_and_repeated_children_become_a_list() -> None:
    body = b'<?xml version="1.0"?><a:R xmlns:a="urn:x"><a:b>1</a:b><c><d>2</d></c><c>3</c><c/></a:R>'

    assert xml_fields(body) == ("R", {"b": "1", "c": [{"d": "2"}, "3", ""]})


@pytest.mark.parametrize("name", ["A & B", "A &amp; B", "A \x01& B"])
def test_a_bare_and_a_control_letter_and_the_end_of_a_c_string_cost_nobody_the_message(name: str) -> None:
    assert xml_fields(f"<a><name>{name}</name></a>\x00\n".encode()) == ("a", {"name": "A & B"})


def test_the_declared_encoding_is_not_believed() -> None:
    for sent in ("周界".encode(), "周界".encode("gb18030")):
        assert xml_fields(b'<?xml version="1.0" encoding="GB2312"?><R><t>' + sent + b"</t></R>")[1] == {"t": "周界"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"<R>", b"<R></S>", b'<!DOCTYPE R [<!ENTITY a "b">]><R>&a;</R>', b"<R>" * 5000],
)
def test_what_is_no_plain_xml_is_refused(body: bytes) -> None:
    with pytest.raises(NotXml):
        xml_fields(body)


@given(st.binary(max_size=200))
def test_any_bytes_are_xml_or_not_and_parts_or_none(body: bytes) -> None:
    parts_of(body)
    parts_of(b"--b\r\n" + body)
    try:
        xml_fields(b"<" + body)
    except NotXml:
        pass


def test_parts_are_cut_at_the_boundary_of_the_first_line() -> None:
    body = (
        b"--xyz\r\n"
        b'Content-Disposition: form-data; name="anpr.xml"; filename="anpr.xml"\r\nContent-Type: text/xml\r\n\r\n'
        b"<a/>\r\n--xyz\r\n"
        b"Content-Disposition: form-data; name=pic\r\nContent-Type: image/jpeg\r\n\r\n"
        b"\xff\xd8\r\n\xff\xd9\r\n--xyz--\r\n"
    )
    first, second = parts_of(body)

    assert (first.name, first.file, first.media, first.content) == ("anpr.xml", "anpr.xml", "text/xml", b"<a/>")
    assert (second.name, second.media, second.content) == ("pic", "image/jpeg", b"\xff\xd8\r\n\xff\xd9")


def test_a_body_without_boundary_has_no_parts() -> None:
    assert parts_of(b"{}") == []
    assert parts_of(b"") == []
