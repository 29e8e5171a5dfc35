"""What is kept of a message that could not be taken is bounded, so that looking at it holds nobody up."""

import json

import pytest

from anlin.gateway.quarantine import cleaned_item


@pytest.mark.parametrize("depth", [0, 1])
def test_of_an_object_of_many_fields_the_first_thousand_are_looked_at(depth: int) -> None:
    said: object = {f"k{number}": 1 for number in range(5000)}
    for _ in range(depth):
        said = {"inner": said}

    kept = json.loads(cleaned_item(said))

    for _ in range(depth):
        kept = kept["inner"]
    assert len(kept) == 1000
