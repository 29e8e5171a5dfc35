"""The work on an alert as a pure state machine: who may do what, and what stands afterwards.

Source: docs/domain.md section 5 (接收 > 研判 > 签收 > 处置 > 反馈 > 归档). No clock, no database: see `work.py`.
"""

from dataclasses import dataclass, replace
from typing import Literal

from anlin.alerts.audience import Audience
from anlin.alerts.words import ACTION_WORDS, ROLE_WORDS, STATE_WORDS, Words

RECEIVED, TRIAGE, DISPATCHED, ACCEPTED = "received", "triage", "dispatched", "accepted"
HANDLING, FEEDBACK, ARCHIVED, MERGED, SUPPRESSED = "handling", "feedback", "archived", "merged", "suppressed"

STATES = (RECEIVED, TRIAGE, DISPATCHED, ACCEPTED, HANDLING, FEEDBACK, ARCHIVED, MERGED, SUPPRESSED)
OPEN_STATES = (RECEIVED, TRIAGE, DISPATCHED, ACCEPTED, HANDLING, FEEDBACK, SUPPRESSED)
"""States in which (model, key) has its one open alert."""
WAITING_STATES = (RECEIVED, TRIAGE, DISPATCHED)
"""States in which nobody is on it yet: what the situation sentence counts as 待处置."""

HELD_BACK, IN_DRILL, MODE_OVER = "held", "drill", "over"
"""What a mode does to one alert (`modes.py`); `over` when it did and does no longer."""

VERDICTS = ("true", "false", "unclear")
REOPEN_WITHIN_US = 7 * 86_400 * 1_000_000

Who = Literal["triage", "responder", "claimer", "verifier"]


@dataclass(frozen=True)
class Move:
    """One action: from which states, to which state (None: it stays), by whom, and what must come with it."""

    sources: frozenset[str]
    target: str | None
    who: Who
    needs: tuple[str, ...] = ()


MOVES: dict[str, Move] = {
    "claim": Move(frozenset({RECEIVED, TRIAGE, DISPATCHED}), None, "responder"),
    "confirm": Move(frozenset({RECEIVED, TRIAGE}), TRIAGE, "triage", ("note",)),
    "dispatch": Move(frozenset({RECEIVED, TRIAGE}), DISPATCHED, "triage"),
    "reject": Move(frozenset({RECEIVED, TRIAGE}), ARCHIVED, "triage", ("reason",)),
    "merge": Move(frozenset({RECEIVED, TRIAGE, DISPATCHED}), MERGED, "triage", ("into",)),
    "accept": Move(frozenset({DISPATCHED}), ACCEPTED, "responder"),
    "arrive": Move(frozenset({DISPATCHED, ACCEPTED}), HANDLING, "responder"),
    "hand_over": Move(frozenset({DISPATCHED, ACCEPTED, HANDLING}), DISPATCHED, "claimer", ("to",)),
    "escalate": Move(frozenset({DISPATCHED, ACCEPTED, HANDLING}), DISPATCHED, "claimer", ("reason",)),
    "release": Move(frozenset({RECEIVED, TRIAGE, DISPATCHED, ACCEPTED, HANDLING}), None, "responder", ("reason",)),
    "resolve": Move(frozenset({HANDLING}), FEEDBACK, "claimer", ("verdict",)),
    "verify": Move(frozenset({FEEDBACK}), ARCHIVED, "verifier"),
    "return": Move(frozenset({FEEDBACK}), HANDLING, "verifier", ("reason",)),
    "reopen": Move(frozenset({ARCHIVED}), TRIAGE, "verifier", ("reason",)),
}
"""Every action a person can take. The system itself opens, escalates and closes (see `timers.py`)."""


class Refused(Exception):
    """An action cannot be done. `kind` decides the answer: `forbidden`, `conflict` (someone was first), `invalid`."""

    def __init__(self, kind: Literal["forbidden", "conflict", "invalid"], words: Words) -> None:
        super().__init__(words.en)
        self.kind = kind
        self.words = words


@dataclass(frozen=True)
class Actor:
    """Who acts: account number, the roles held over the alert's own area, and the organisation."""

    user: int
    roles: frozenset[str]
    unit: int | None = None


@dataclass(frozen=True)
class Work:
    """Where the work on one alert stands; instants are microseconds since 1970 UTC. `mode`: what a mode does to it.

    `assigned_unit`: the organisation that leads, where the work was sent to one; no other takes it from there.
    """

    state: str = RECEIVED
    claimed_by: int | None = None
    resolved_by: int | None = None
    verdict: str = ""
    assigned_role: str = ""
    assigned_unit: int | None = None
    rung: int = 0
    dispatched_at: int | None = None
    archived_at: int | None = None
    confirmed_by: tuple[int, ...] = ()
    mode: str = ""


@dataclass(frozen=True)
class Given:
    """What came with the action; empty where nothing was said."""

    note: str = ""
    reason: str = ""
    verdict: str = ""
    to: str = ""
    unit: int | None = None
    into: int | None = None
    compared: tuple[str, ...] = ()


def _refuse_unknown(action: str) -> Move:
    move = MOVES.get(action)
    if move is None:
        raise Refused("invalid", Words(f"没有“{action}”这个动作。", f"There is no action {action!r}."))
    return move


def _check_state(move: Move, action: str, work: Work) -> None:
    if work.state not in move.sources:
        now, name = STATE_WORDS[work.state], ACTION_WORDS[action]
        raise Refused(
            "conflict",
            Words(
                f"现在处于“{now.zh}”，不能{name.zh}。请刷新后再看。",
                f"It is {now.en} now; “{name.en}” is no longer possible. Please look again.",
            ),
        )


def _check_role(move: Move, action: str, actor: Actor, work: Work, audience: Audience) -> None:
    # What waits to be judged is claimed by those who judge, what was sent out by those it was sent to.
    who = "triage" if action == "claim" and work.state in (RECEIVED, TRIAGE) else move.who
    allowed = {
        "triage": audience.triage,
        "responder": audience.responders,
        "claimer": audience.responders | audience.triage,
        "verifier": audience.verifiers,
    }[who]
    if not actor.roles & allowed:
        name = ACTION_WORDS[action]
        raise Refused("forbidden", Words(f"您的角色不能{name.zh}。", f"Your role cannot {name.en} here."))


def _check_hold(move: Move, action: str, actor: Actor, work: Work, audience: Audience) -> None:
    """Work held by somebody else is theirs; only those who triage may hand it over for them."""
    if action in ("verify", "return"):
        if work.resolved_by == actor.user:
            raise Refused(
                "forbidden",
                Words("核查须由另一人完成。", "A different person must verify what you reported."),
            )
        return
    if action == "confirm" and actor.user in work.confirmed_by:
        raise Refused("forbidden", Words("第二次确认须由另一人完成。", "The second confirmation needs another person."))
    if action in ("claim", "accept", "arrive", "resolve") and work.assigned_unit not in (None, actor.unit):
        raise Refused(
            "conflict",
            Words(
                "这条预警由另一单位牵头；请在联动中办理本单位的任务。",
                "Another organisation leads this alert; please work on your own part of the dispatch.",
            ),
        )
    if work.claimed_by is None or work.claimed_by == actor.user:
        if action == "claim" and work.claimed_by is not None:
            raise Refused("conflict", Words("您已经认领了。", "You have it already."))
        if action == "resolve" and work.claimed_by is None:
            raise Refused("conflict", Words("请先签收。", "Please accept it first."))
        return
    if action == "release" or (action in ("hand_over", "escalate") and actor.roles & audience.triage):
        return
    if move.who in ("responder", "claimer"):
        raise Refused("conflict", Words("已由他人签收。", "Somebody else has it already."))


def _check_given(move: Move, given: Given, audience: Audience) -> None:
    if "verdict" in move.needs and given.verdict not in VERDICTS:
        raise Refused("invalid", Words("请选择结果：属实、误报或不明。", "Say the outcome: true, false or unclear."))
    if "reason" in move.needs and not given.reason.strip():
        raise Refused("invalid", Words("请写明原因。", "Please give the reason."))
    if "note" in move.needs and not given.note.strip():
        raise Refused("invalid", Words("请写明比对了什么。", "Please say what you compared."))
    if "into" in move.needs and given.into is None:
        raise Refused("invalid", Words("请选择并入哪一条预警。", "Choose the alert to merge into."))
    if given.to and given.to not in audience.responders:
        raise Refused("invalid", Words("不能转给这个角色。", f"It cannot be given to {given.to!r}."))
    if "to" in move.needs and not given.to:
        raise Refused("invalid", Words("请选择转给谁。", "Choose who should have it."))


def _check_passing_on(action: str, actor: Actor, work: Work, audience: Audience, given: Given) -> None:
    """What was passed on is no longer one's own: a second press, or a second person, does not pass it on again."""
    if action not in ("hand_over", "escalate") or work.state != DISPATCHED or work.claimed_by is not None:
        return
    name = role_words(work.assigned_role)
    if not actor.roles & (audience.triage | {work.assigned_role}):
        raise Refused(
            "conflict", Words(f"已转给{name.zh}，由对方处理。", f"It is with the {name.en} now; they decide.")
        )
    if action == "hand_over" and (given.to, given.unit) == (work.assigned_role, work.assigned_unit):
        raise Refused("conflict", Words(f"已经转给{name.zh}了。", f"The {name.en} has been asked already."))


def _check_special(action: str, work: Work, audience: Audience, now: int) -> None:
    if work.state == DISPATCHED and audience.is_the_homes(work.assigned_role):
        raise Refused(
            "conflict", Words("先等住户答复，到时会转给网格员。", "The home is asked first; wait for its answer.")
        )
    if action in ("dispatch", "accept", "arrive") and len(work.confirmed_by) < audience.confirmations:
        need = audience.confirmations - len(work.confirmed_by)
        raise Refused(
            "conflict",
            Words(
                f"比对结果还需 {need} 人确认，确认前不得派人。",
                f"{need} more confirmation(s) of the match are needed before anyone is sent.",
            ),
        )
    if action == "release" and work.mode not in (HELD_BACK, IN_DRILL):
        raise Refused("conflict", Words("这条预警没有被静音，也不在演练中。", "No mode holds this alert back."))
    if action == "escalate" and work.rung + 1 >= len(audience.ladder):
        raise Refused("conflict", Words("已经到了最后一级。", "There is no further role to ask."))
    if action == "reopen" and (work.archived_at is None or now - work.archived_at > REOPEN_WITHIN_US):
        raise Refused("conflict", Words("归档已超过 7 天，不能重新打开。", "It was archived more than 7 days ago."))


def decide(work: Work, action: str, actor: Actor, audience: Audience, now: int, given: Given | None = None) -> Work:
    """How the work stands after `action`. Raises `Refused` with words that say what now."""
    given = given or Given()
    move = _refuse_unknown(action)
    _check_role(move, action, actor, work, audience)
    _check_state(move, action, work)
    _check_hold(move, action, actor, work, audience)
    _check_special(action, work, audience, now)
    _check_passing_on(action, actor, work, audience, given)
    _check_given(move, given, audience)
    return _after(work, action, move, actor, audience, now, given)


def _after(work: Work, action: str, move: Move, actor: Actor, audience: Audience, now: int, given: Given) -> Work:
    after = replace(work, state=move.target or work.state)
    match action:
        case "claim" | "accept" | "arrive":
            return replace(after, claimed_by=actor.user)
        case "confirm":
            return replace(after, confirmed_by=(*work.confirmed_by, actor.user))
        case "dispatch":
            role = given.to or work.assigned_role or audience.ladder[0]
            return _sent(after, role, audience, now, given)
        case "hand_over":
            return _sent(after, given.to, audience, now, given)
        case "escalate":
            return _up(work, audience, now)
        case "release":
            is_sent = work.state == DISPATCHED
            return replace(after, mode=MODE_OVER, dispatched_at=now if is_sent else work.dispatched_at)
        case "reject":
            return replace(after, verdict="false", resolved_by=actor.user, archived_at=now)
        case "resolve":
            return replace(after, verdict=given.verdict, resolved_by=actor.user)
        case "verify" | "merge":
            return replace(after, archived_at=now)
        case "return":
            return replace(after, verdict="", claimed_by=work.resolved_by, resolved_by=None)
        case "reopen":
            return in_triage_anew(work)
    return after


def _sent(after: Work, role: str, audience: Audience, now: int, given: Given) -> Work:
    return replace(
        after,
        claimed_by=None,
        assigned_role=role,
        assigned_unit=given.unit,
        rung=audience.rung_of(role),
        dispatched_at=now,
    )


def actions_for(work: Work, actor: Actor, audience: Audience, now: int) -> list[str]:
    """Names of the actions this person can take now, in the order a page offers them."""
    # What must be typed or chosen comes with the action itself; here only right and state decide.
    others = [role for role in audience.ladder if role in audience.responders and role != work.assigned_role]
    to = next(iter(others), "")
    able = Given(note="-", reason="-", verdict="true", to=to, into=0)
    names = []
    for action in MOVES:
        try:
            decide(work, action, actor, audience, now, able)
        except Refused:
            continue
        names.append(action)
    return names


def in_triage_anew(work: Work) -> Work:
    """Work that was archived, brought back: in triage, in nobody's hands, with nobody asked yet."""
    return replace(
        work, state=TRIAGE, claimed_by=None, resolved_by=None, verdict="", archived_at=None, assigned_unit=None, rung=0
    )


def escalated(work: Work, audience: Audience, now: int) -> Work | None:
    """The work after its time ran out: dispatched to the next role up; None when the ladder has no further rung.

    Triage has two rungs: the nearest of those who judge, then everybody who may.
    """
    if work.state == TRIAGE:
        return replace(work, claimed_by=None, rung=1) if work.rung == 0 else None
    if work.state not in (DISPATCHED, ACCEPTED) or work.rung + 1 >= len(audience.ladder):
        return None
    return _up(work, audience, now)


def _up(work: Work, audience: Audience, now: int) -> Work:
    rung = work.rung + 1
    return replace(
        work,
        state=DISPATCHED,
        claimed_by=None,
        rung=rung,
        assigned_role=audience.ladder[rung],
        assigned_unit=None,
        dispatched_at=now,
    )


def role_words(role: str) -> Words:
    return ROLE_WORDS.get(role, Words(role, role))
