"""Putting a subject on a list and taking it off again: proposed by one, approved by two others of different units.

Every change raises the registry's version, so every door has it within a second of its next look (LU-23).
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from anlin.access.keys import key_in
from anlin.access.sealed import seal_columns
from anlin.alerts.words import Words
from anlin.lists.catalogue import ListType, list_types
from anlin.lists.models import APPROVED, ASSESSMENT, FACT, LAPSED, REFUSED, Approval, Entry, Hit, Remark, Term
from anlin.lists.orders import order_for
from anlin.notify.recipients import on_duty
from anlin.observations.instants import DAY, HOUR, MINUTE
from anlin.people.models import User
from anlin.places.models import Area
from anlin.site.config import config

MOST_A_DAY = 20
"""Entries one person may propose in 24 h; more at once needs the issuing authority's own approver (LU-22)."""
URGENT_WITHIN = 5 * MINUTE
"""In which one approver on call puts an urgent entry in force; later it stands out as overdue (LU-2A)."""
PROVISIONAL = 2 * HOUR
"""How long one approval alone holds for a missing child or elder (LU-2A)."""
APPROVERS = 2


class NotListed(Exception):
    """An entry, approval or change is not allowed; `words` say why and what now."""

    def __init__(self, zh: str, en: str, *, kind: str = "invalid") -> None:
        super().__init__(en)
        self.words = Words(zh, en)
        self.kind = kind


@dataclass(frozen=True)
class NewEntry:
    """What is asked for. `from_at`, `until_at`: µs since 1970 UTC; `remarks`: (fact or assessment, text)."""

    kind: str
    criterion: str
    subject_type: str
    subject: str
    area: Area
    legal_basis: str
    issuing_body: str
    document_number: str
    from_at: int
    until_at: int
    is_urgent: bool = False
    remarks: tuple[tuple[str, str], ...] = ()


def register_entry(given: NewEntry, requester: User, at: int) -> Entry:
    """The proposed entry: sealed, not yet in force. Raises `NotListed` naming the first thing that is missing."""
    kind = _checked(given)
    if requester.unit is None:
        raise NotListed("申请人没有所属单位", "The requester belongs to no unit")
    if Entry.objects.filter(requester=requester, requested_at__gt=at - DAY).count() >= MOST_A_DAY:
        raise NotListed(
            f"24 小时内最多申请 {MOST_A_DAY} 条；更多须由签发机关逐条核对后提出",
            f"At most {MOST_A_DAY} entries in 24 h; more must come from the issuing authority, each checked",
            kind="conflict",
        )
    with transaction.atomic():
        entry = Entry.objects.create(
            area=given.area,
            kind=kind.code,
            criterion=given.criterion,
            subject_type=given.subject_type,
            sealed_subject="",
            tokens=_tokens(given),
            legal_basis=given.legal_basis.strip(),
            issuing_body=given.issuing_body.strip(),
            document_number=given.document_number.strip(),
            owner=requester.unit,
            requester=requester,
            requested_at=at,
            is_urgent=given.is_urgent,
        )
        # The row's number binds the ciphertext, and is known now only.
        seal_columns(entry, sealed_subject=given.subject.strip())
        entry.save()
        Term.objects.create(
            entry=entry,
            document_number=entry.document_number,
            from_at=given.from_at,
            until_at=given.until_at,
            requested_by=requester,
            requested_at=at,
        )
        for nature, text in given.remarks:
            add_remark(entry, requester, nature, text, at)
    return entry


def approve(entry: Entry, by: User, at: int) -> Entry:
    """One person's yes to the term that waits; with the second, of another unit, the entry is in force (LU-22)."""
    with transaction.atomic():
        term = _waiting(entry, at)
        entry = Entry.objects.get(pk=entry.pk)
        if by.pk in (term.requested_by_id, entry.requester_id):
            raise NotListed("申请人不能批准自己的申请", "Nobody approves what they asked for", kind="forbidden")
        if by.unit_id is None:
            raise NotListed("批准人没有所属单位", "The approver belongs to no unit", kind="forbidden")
        try:
            with transaction.atomic():
                Approval.objects.create(term=term, user=by, unit_id=by.unit_id, at=at)
        except IntegrityError:
            raise NotListed(
                "两位批准人须为不同单位的不同人", "The two approvers are two people of two units", kind="conflict"
            ) from None
        count = term.approvals.count()
        if count >= APPROVERS:
            _put_in_force(entry, term, at, provisional_until=None)
            term.outcome, term.decided_at = APPROVED, at
            term.save()
        elif entry.is_urgent and _is_on_call(by, at):
            _put_in_force(entry, term, at, provisional_until=at + PROVISIONAL)
    return entry


def _is_on_call(by: User, at: int) -> bool:
    """On duty at `at`, or not rostered at all: only such a person's yes holds alone."""
    return User.objects.filter(on_duty(at), pk=by.pk).exists()


def found(entry: Entry, at: int) -> Entry:
    """A missing person was found: off every list at once, so that nobody sees them pass again (LU-2A)."""
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=entry.pk)
        if entry.found_at is None:
            entry.found_at = at
            entry.withdrawn_at = entry.withdrawn_at or at
            entry.save()
    return entry


def consent(entry: Entry, document: str) -> Entry:
    """The adult who is about to be found agrees, in writing, to their whereabouts being told (LU-2A)."""
    if not document.strip():
        raise NotListed("请填写本人同意书编号", "Give the number of the person's own consent")
    if not withholds_whereabouts(entry):
        raise NotListed("只有失踪成年人需要本人同意", "Only a missing adult's own consent is kept", kind="conflict")
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=entry.pk)
        entry.consent_document = document.strip()
        entry.save()
    return entry


def withholds_whereabouts(entry: Entry) -> bool:
    """A found adult's whereabouts go to nobody without that person's consent."""
    return entry.kind == "missing_person" and entry.criterion == "adult" and not entry.consent_document


def refuse(entry: Entry, by: User, reason: str, at: int) -> Entry:
    """A no to the term that waits, with its reason; what was in force before stays as it was."""
    if not reason.strip():
        raise NotListed("请写明不批准的原因", "Please say why it is not approved")
    with transaction.atomic():
        term = _waiting(entry, at)
        if by.pk == term.requested_by_id:
            raise NotListed("请改为撤回", "This is your own: withdraw it instead", kind="forbidden")
        term.outcome, term.decided_at, term.reason = REFUSED, at, reason.strip()[:200]
        term.save()
        entry = Entry.objects.get(pk=entry.pk)
        if entry.provisional_until is not None:
            entry.from_at = entry.until_at = entry.provisional_until = None
            entry.save()
    return entry


def renew(entry: Entry, by: User, document_number: str, until_at: int, at: int) -> Entry:
    """Ask for a further term; it is approved like the first one. Needs a document of its own."""
    return _ask_again(entry, by, document_number, until_at, at)


def correct(entry: Entry, by: User, document_number: str, until_at: int, at: int) -> Entry:
    """Ask to lift a suspension after the source was put right; two people approve it anew (LU-26)."""
    if entry.suspended_at is None:
        raise NotListed("该条目没有暂停", "This entry is not suspended", kind="conflict")
    return _ask_again(entry, by, document_number, until_at, at)


def withdraw(entry: Entry, at: int) -> Entry:
    """Off the list, for good: 撤控. At every door within 60 s (LU-23)."""
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=entry.pk)
        if entry.withdrawn_at is None:
            entry.withdrawn_at = at
            entry.save()
        entry.terms.filter(outcome="").update(outcome=REFUSED, decided_at=at, reason="withdrawn")
    return entry


def suspend(entry: Entry, because: str, at: int) -> Entry:
    """Out of force until corrected at its source: by an auditor, or after two false hits (LU-26)."""
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=entry.pk)
        if entry.suspended_at is None:
            entry.suspended_at, entry.suspended_because = at, because
            entry.save()
    return entry


def add_remark(entry: Entry, by: User, nature: str, text: str, at: int) -> Remark:
    if nature not in (FACT, ASSESSMENT):
        raise NotListed("请说明是事实还是判断", "Say whether it is a fact or an assessment")
    with transaction.atomic():
        remark = Remark.objects.create(entry=entry, by=by, at=at, nature=nature, sealed_note="")
        seal_columns(remark, sealed_note=text.strip())
        remark.save()
    return remark


def _checked(given: NewEntry) -> ListType:
    kind = list_types().get(given.kind)
    if kind is None:
        raise NotListed("没有这种名单", "There is no such list")
    if given.criterion not in kind.criteria:
        raise NotListed("请选择符合的客观条件", "Choose the objective criterion that is met")
    if given.subject_type not in kind.subjects or not given.subject.strip():
        raise NotListed("请填写号牌或证件号码", "Give the plate or number to compare")
    for name, zh in (("legal_basis", "法律依据"), ("issuing_body", "签发机关"), ("document_number", "文书编号")):
        if not getattr(given, name).strip():
            raise NotListed(f"请填写{zh}", f"Give its {name.replace('_', ' ')}")
    if given.is_urgent and not (kind.urgent and given.criterion in ("child", "elder")):
        raise NotListed("只有走失的未成年人和老人可以加急", "Only a missing child or elder is urgent")
    _check_term(kind, given.from_at, given.until_at)
    _check_order(kind, given.document_number, given.area, given.until_at, given.from_at)
    return kind


def _check_order(kind: ListType, number: str, area: Area, until_at: int, at: int) -> None:
    """A health list is fed by a declared order only, in its area and for its time (LU-24)."""
    if kind.order and order_for(number, area, until_at, at) is None:
        raise NotListed(
            "文书编号须是已宣布、仍有效、覆盖该区域和期限的卫生文书",
            "The document must be a declared health order that is open and covers this area and term",
        )


def _check_term(kind: ListType, from_at: int, until_at: int) -> None:
    if until_at <= from_at:
        raise NotListed("到期时间须晚于开始时间", "It must end after it begins")
    if until_at - from_at > kind.longest:
        raise NotListed(f"最长 {kind.longest_days} 天", f"At most {kind.longest_days} days")


def _ask_again(entry: Entry, by: User, document_number: str, until_at: int, at: int) -> Entry:
    if entry.withdrawn_at is not None:
        raise NotListed("已撤控，请重新申请", "It was withdrawn; ask for a new entry", kind="conflict")
    if not document_number.strip():
        raise NotListed("请填写文书编号", "Give the document number")
    begins = max(at, entry.until_at or at) if entry.suspended_at is None else at
    kind = list_types()[entry.kind]
    _check_term(kind, begins, until_at)
    _check_order(kind, document_number, entry.area, until_at, at)
    last = entry.terms.order_by("-number").first()
    try:
        with transaction.atomic():
            Term.objects.create(
                entry=entry,
                number=last.number + 1 if last else 1,
                document_number=document_number.strip(),
                from_at=begins,
                until_at=until_at,
                requested_by=by,
                requested_at=at,
            )
    except IntegrityError:
        raise NotListed("已有一份申请在等待批准", "One request is waiting already", kind="conflict") from None
    return entry


def _waiting(entry: Entry, at: int) -> Term:
    """The term that waits for approval, locked: of two approvals at once the second sees the first."""
    term = Term.objects.select_for_update().filter(entry=entry, outcome="").first()
    if term is None:
        raise NotListed("没有等待批准的申请", "Nothing waits for approval", kind="conflict")
    first = term.approvals.order_by("at").first()
    is_lapsed = first is not None and entry.is_urgent and at >= first.at + PROVISIONAL
    if term.until_at <= at or is_lapsed:
        raise NotListed("申请已失效，请重新申请", "The request has lapsed; please ask again", kind="conflict")
    return term


def _put_in_force(entry: Entry, term: Term, at: int, provisional_until: int | None) -> None:
    """Never for what was observed before somebody approved; a renewal in time goes on without a gap."""
    goes_on = entry.from_at is not None and entry.until_at is not None and at < entry.until_at
    if not goes_on or entry.suspended_at is not None:
        entry.from_at = max(at, term.from_at)
    entry.until_at, entry.provisional_until = term.until_at, provisional_until
    entry.document_number = term.document_number
    if entry.suspended_at is not None:
        entry.suspended_at, entry.suspended_because = None, ""
        Hit.objects.filter(entry=entry).update(counts=False)
    entry.save()


def _tokens(given: NewEntry) -> dict[str, object]:
    # Its kernels load with it; only who registers an entry needs them.
    from anlin.gateway.decoded import Subject
    from anlin.gateway.matching import list_tokens

    key = key_in(config().keys / "lists.key")[:16]
    try:
        exact, wildcards = list_tokens(key, Subject(given.subject_type, given.subject))  # type: ignore[arg-type]
    except ValueError:
        raise NotListed("号码长度不对", "The number is empty or longer than 32 characters") from None
    # One character off is a misread plate; a card or document number one off is somebody else's.
    return {"exact": exact, "wildcards": list(wildcards) if given.subject_type == "plate" else []}


__all__ = [
    "LAPSED", "URGENT_WITHIN", "NewEntry", "NotListed", "add_remark", "approve", "consent", "correct", "found",
    "refuse", "register_entry", "renew", "suspend", "withdraw", "withholds_whereabouts",
]  # fmt: skip
