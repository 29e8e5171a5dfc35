from anlin.api import api
from anlin.api.operations import shipped_operations, words_of
from anlin.api.security import DECLARED

BY_THE_PLATFORM = {"database.migrate", "database.roles"}
"""What a start puts on record; a person does the rest, by a route."""


def test_every_route_has_words_for_the_auditor_in_both_languages_and_no_words_lack_a_route():
    assert api.api.urls
    declared = {route.operation for route in DECLARED.values()} | BY_THE_PLATFORM
    said = shipped_operations()
    assert sorted(declared - said.keys()) == [], "add them to anlin/api/operations.toml"
    assert sorted(said.keys() - declared) == [], "take them out of anlin/api/operations.toml"
    for operation, words in said.items():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in words.zh), operation
        assert words.en.isascii(), operation
        assert words.en[0].islower(), operation


def test_an_operation_that_is_there_no_more_stands_for_itself():
    assert words_of("GET /api/gone") == "GET /api/gone"
