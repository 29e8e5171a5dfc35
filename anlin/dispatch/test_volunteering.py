import pytest

from anlin.alerts.lifecycle import Refused
from anlin.alerts.models import Alert
from anlin.dispatch.joint import Part, send
from anlin.dispatch.volunteering import answer, offer, state_of, volunteers_for


@pytest.fixture
def made(case):
    return send(case.alert, [Part(case.police, "到场劝离", is_lead=True)], case.dispatcher, case.now)


def test_a_volunteer_is_asked_takes_it_and_says_when_it_is_done(case, made):
    task = offer(made, case.volunteer, "在 1 层请邻居绕行", case.dispatcher, case.now)
    assert (state_of(task), task.where_zh) == ("offered", "芙蓉一区 · 1 号楼电梯")
    task = answer(task, "take", case.volunteer, case.now)
    assert state_of(answer(task, "done", case.volunteer, case.now)) == "done"
    with pytest.raises(Refused, match="changed"):
        answer(task, "done", case.volunteer, case.now)


@pytest.mark.parametrize("what", ["打 13800138000", "找 371102199001011234", "看住 鲁L7Q4W9", " "])
def test_the_words_of_a_task_hold_no_number_of_a_person(case, made, what):
    with pytest.raises(Refused, match="what to do"):
        offer(made, case.volunteer, what, case.dispatcher, case.now)


@pytest.mark.parametrize("model", ["watchlist_hit", "elderly_inactivity", "home_isolation", "registration_gap"])
def test_nobody_is_asked_to_help_with_what_is_closed(case, model):
    Alert.objects.update(model=model)
    assert volunteers_for(Alert.objects.with_places().get(), case.now) == []


def test_only_helpers_of_the_place_are_asked_and_once(case, made, person, town):
    for nobody in (case.guard, person("volunteer", town.neighbour)):
        with pytest.raises(Refused, match="cannot be asked"):
            offer(made, nobody, "请邻居绕行", case.dispatcher, case.now)
    offer(made, case.volunteer, "请邻居绕行", case.dispatcher, case.now)
    with pytest.raises(Refused, match="already"):
        offer(made, case.volunteer, "请邻居绕行", case.dispatcher, case.now)


def test_a_task_is_over_when_the_alert_is(case, made):
    task = offer(made, case.volunteer, "请邻居绕行", case.dispatcher, case.now)
    Alert.objects.update(work_state="archived")
    task.dispatch.alert.refresh_from_db()
    assert state_of(task) == "over"
    with pytest.raises(Refused):
        answer(task, "take", case.volunteer, case.now)
