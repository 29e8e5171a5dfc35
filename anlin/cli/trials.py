"""What `anlin replay --try` adds: other limits of a model on the same rows, beside those in force."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from anlin.cli.failure import CouldNotRun
from anlin.engine.known import Known, counted, known_in
from anlin.engine.layout import RowArrays
from anlin.engine.replay import Names, ReplayedAlert, Setting
from anlin.engine.rows import alike
from anlin.engine.spec import ModelSpec
from anlin.engine.trial import Difference, Variant, difference, split
from anlin.observations import Registry
from anlin.observations.instants import SECOND, SITE_ZONE


@dataclass(frozen=True)
class Tried:
    """One variant and what it changes."""

    variant: Variant
    before: int
    after: int
    found: Difference
    known: dict[str, dict[str, int]] | None = None

    def sentence(self) -> str:
        lost, gained = len(self.found.lost), len(self.found.gained)
        return f"  {self.variant.name}: {self.before} -> {self.after} alerts ({lost} fewer, {gained} new)"

    def line(self, registry: Registry, names: Names, most: int) -> dict[str, Any]:
        """As `--json` prints it, lists of `most` alerts at most. `days`: the site's day, the area, before and after."""
        pairs = self.found.kept
        as_it_is = [*(old for old, _ in pairs), *self.found.lost]
        tried = [*(new for _, new in pairs), *self.found.gained]
        before, after = _per_day(as_it_is, names), _per_day(tried, names)
        days = sorted(before.keys() | after.keys())
        return {
            "model": self.variant.model,
            "limits": self.variant.name,
            "before": self.before,
            "after": self.after,
            "days": [{"day": d, "area": a, "before": before[d, a], "after": after[d, a]} for d, a in days],
            "kept_count": len(pairs),
            **({"known": self.known} if self.known is not None else {}),
            "kept": [alert.line(registry, names) for alert, _ in pairs[:most]],
            "lost": [alert.line(registry, names) for alert in self.found.lost[:most]],
            "gained": [alert.line(registry, names) for alert in self.found.gained[:most]],
        }


def asked_variants(texts: Iterable[str], areas: Sequence[str], setting: Callable[[str], Setting]) -> list[Variant]:
    """One variant for each `--try`, in force in these areas; no area is everywhere. Raises `CouldNotRun`."""
    variants: list[Variant] = []
    for text in texts:
        limits = tuple(setting(part) for part in text.split(",") if part.strip())
        if not limits or len({limit.model for limit in limits}) > 1:
            raise CouldNotRun(f"--try {text}: expected limits of one model, model.parameter=value[,…]")
        if any(variant.name == text for variant in variants):
            raise CouldNotRun(f"--try {text}: said twice")
        variants.append(Variant(text, limits, tuple(areas)))
    return variants


def tried_beside(
    alerts: Sequence[ReplayedAlert],
    specs: Sequence[ModelSpec],
    variants: Sequence[Variant],
    verdicts: Sequence[Known] | None = None,
) -> list[Tried]:
    """What each variant changes, in the order asked; with what people had found out, if that is given.

    Shadow runs count too: what is tried may be in shadow.
    """
    cooldown_s = {spec.name: spec.cooldown_s for spec in specs}
    tried = []
    for variant in variants:
        by_name = split(alerts, variant.model, [variant])
        before, after = by_name[""], by_name[variant.name]
        found = difference(before, after, cooldown_s[variant.model])
        known = None
        if verdicts is not None:
            ours = [each for each in verdicts if each.model == variant.model]
            known = counted(ours, before, after, cooldown_s[variant.model])
        tried.append(Tried(variant, len(before), len(after), found, known))
    return tried


def verdicts_in(file: Path) -> list[Known]:
    """The lines of `--verdicts`. Raises `CouldNotRun`."""
    try:
        return known_in(file.read_bytes().splitlines())
    except (OSError, msgspec.DecodeError) as error:
        raise CouldNotRun(f"--verdicts {file}: {error}") from None


def tape_within(
    tape: Iterable[RowArrays | Registry | int], codes: Sequence[str]
) -> Iterator[RowArrays | Registry | int]:
    """The tape with the rows of these areas and all below them only; no code keeps everything.

    Raises `CouldNotRun` when the first registry has no area of such a code.
    """
    inside: np.ndarray[Any, Any] | None = None
    for item in tape:
        if codes and isinstance(item, Registry):
            if inside is None and (unknown := set(codes) - {area.code for area in item.areas}):
                raise CouldNotRun(f"--areas {sorted(unknown)[0]}: no such area in the registry of that time")
            inside = _inside(item, codes)
        if inside is not None and isinstance(item, RowArrays):
            # Rows of no area are devices' own signs of life: without them nobody would know who could see.
            chosen = (item.area == 0) | np.isin(item.area, inside)
            yield alike(column[chosen] for column in item)
        else:
            yield item


def _inside(registry: Registry, codes: Sequence[str]) -> np.ndarray[Any, Any]:
    parents = {area.number: area.parent for area in registry.areas}
    chosen = {area.number for area in registry.areas if area.code in codes}

    def is_inside(number: int) -> bool:
        while number and number not in chosen:
            number = parents.get(number, 0)
        return number in chosen

    return np.array(sorted(number for number in parents if is_inside(number)), np.int64)


def _per_day(alerts: Iterable[ReplayedAlert], names: Names) -> Counter[tuple[str, str]]:
    """Alerts by (day of the site's clock, code of the area)."""
    return Counter((_day(alert.first.opened_at), names.areas.get(alert.first.area, "")) for alert in alerts)


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / SECOND, UTC).astimezone(SITE_ZONE).date().isoformat()
