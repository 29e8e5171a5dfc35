"""Routes whose law is not kept yet: refused by `anlin serve`, whoever asks."""

import re

from anlin.access.features import held_back_by
from anlin.api.security import DECLARED
from anlin.people.roles import ROLES


def test_routes_of_a_feature_that_is_held_back_are_refused_outside_a_demo(town, person, browser):
    held = [declared for declared in DECLARED.values() if held_back_by(declared.permission)]
    assert {"/api/lists", "/api/residents"} <= {declared.path for declared in held}
    for declared in held:
        role = next(role for role, spec in ROLES.items() if declared.permission in spec.permissions)
        area = None if ROLES[role].is_platform_wide else town.compound
        browser.sign_in(person(role, area))
        answer = browser.send(declared.method, re.sub(r"{\w+}", "1", declared.path), {})
        assert (answer.status_code, answer.json()["code"]) == (403, "held_back"), declared.operation
