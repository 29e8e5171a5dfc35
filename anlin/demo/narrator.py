"""Says what is happening now, in one sentence: the chapters as the world and the platform really reach them."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from anlin.demo.board import Coming, Sentence
from anlin.demo.chapters import AT, CHAPTERS, END, NEXT_BY_CHANCE, Chapter
from anlin.demo.world.kernel import SECOND

LINGERS_S = 5.0
"""So long a sentence stays before the next one takes its place, in the reader's own time."""
MOST_WAITING = 2
ENDS_AFTER_S = 150
"""After the last chapter began."""
LEAD_S = 2
"""A jump ends so long before what it leads to."""


class Happening(NamedTuple):
    """One step of an alert: `action` is the work's, `level1`, `level2`, or `called:<role>`."""

    model: str
    key: str
    action: str
    alert: int


@dataclass(frozen=True, slots=True)
class Said:
    """What is told, of which chapter (0 is the first), about which alert."""

    sentence: Sentence
    chapter: int
    alert: int | None = None


class Narrator:
    """`present`: the story's, µs since 1970 UTC."""

    def __init__(self, present: int, chapters: Sequence[Chapter] = CHAPTERS) -> None:
        self.chapters = chapters
        self._present = present
        self._told: set[tuple[int, str]] = set()
        self._alerts: dict[int, int] = {}
        self._waiting: deque[Said] = deque()
        self.said = Said(chapters[0].beats[AT], 0)
        self._since = float("-inf")
        self._leaps_to = 0
        self.is_over = False

    def hear(self, now: int, happened: Iterable[Happening]) -> None:
        """Take in what became so by `now`; each beat is told once."""
        for number, chapter in enumerate(self.chapters):
            if now >= self._at(chapter):
                self._tell(number, AT)
        for happening in happened:
            for number, chapter in enumerate(self.chapters):
                # What came before its time is told when its chapter is: a chapter begins at its beginning.
                if chapter.model == happening.model and happening.key.endswith(chapter.key):
                    self._alerts.setdefault(number, happening.alert)
                    if now >= self._at(chapter) and self._alerts[number] == happening.alert:
                        self._tell(number, happening.action)
        if not self.is_over and now >= self._at(self.chapters[-1]) + ENDS_AFTER_S * SECOND:
            self.is_over = True
            self._waiting.append(Said(END, len(self.chapters) - 1))

    def chance(self, sentence: Sentence) -> None:
        """Something real that no chapter tells of; said once the story is over."""
        if self.is_over:
            self._waiting.append(Said(sentence, len(self.chapters) - 1))

    def leap(self, now: int) -> None:
        """The next chapter was asked for: what is still heard of those before is left out, and it begins at once."""
        later = (number for number, chapter in enumerate(self.chapters) if self._is_later(chapter, now))
        self._leaps_to = next(later, self._leaps_to)

    def turn(self, real_s: float, speed: float) -> Said:
        """The sentence to show at this reading of a clock in our own seconds."""
        # A story goes forward: what is heard of an earlier chapter once a later one is told would lead back to it.
        first = max(self.said.chapter, self._leaps_to)
        while self._waiting and (len(self._waiting) > MOST_WAITING or self._waiting[0].chapter < first):
            self._waiting.popleft()
        has_leapt = self.said.chapter < self._leaps_to
        if self._waiting and (has_leapt or real_s - self._since >= LINGERS_S / max(1.0, speed)):
            self.said, self._since = self._waiting.popleft(), real_s
        chapter = self.said.chapter
        alert = self.said.alert or (self._alerts.get(chapter) if not self.is_over else None)
        return Said(self.said.sentence, chapter, alert)

    def coming(self, now: int) -> Coming:
        """The next chapter that has not begun; after the last one only chance knows."""
        for chapter in self.chapters:
            if self._is_later(chapter, now):
                return Coming(chapter.title, self._at(chapter) - LEAD_S * SECOND)
        return Coming(NEXT_BY_CHANCE, 0)

    def _is_later(self, chapter: Chapter, now: int) -> bool:
        return self._at(chapter) > now + LEAD_S * SECOND

    def _at(self, chapter: Chapter) -> int:
        return self._present + round(chapter.at_s * SECOND)

    def _tell(self, number: int, beat: str) -> None:
        sentence = self.chapters[number].beats.get(beat)
        if sentence is None or (number, beat) in self._told:
            return
        if any(said.sentence == sentence for said in (self.said, *self._waiting)) and beat != AT:
            return
        self._told.add((number, beat))
        self._waiting.append(Said(sentence, number, self._alerts.get(number)))
