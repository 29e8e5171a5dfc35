"""The manifest against the files: what is missing, changed, or does not follow on."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from anlin.archive.in_force import NAME, InForce
from anlin.archive.manifest import ArchiveError, Manifest, Segment
from anlin.archive.segment import NEW, digest_of


class Problem(NamedTuple):
    """One sentence, in two languages."""

    en: str
    zh: str


def problems(folder: Path, manifest: Manifest, is_thorough: bool = False) -> list[Problem]:
    """One per problem; `is_thorough` reads every byte and compares digests."""
    found = unknown_days(folder, manifest)
    for shard in manifest.shards():
        segments = manifest.segments(shard)
        for before, after in pairwise(segments):
            if after.first != before.last + 1:
                first, last = before.last + 1, after.first - 1
                found.append(
                    Problem(
                        f"{after.name}: positions {first} to {last} are not archived",
                        f"{after.name}：第 {first} 至 {last} 条未归档",
                    )
                )
        for segment in segments:
            found += _problems_of(segment, folder, is_thorough)
        if is_thorough:
            found += _unreadable_starts(segments, folder)
    return found


def unknown_days(folder: Path, manifest: Manifest) -> list[Problem]:
    """The one problem of a manifest that is lost and begun anew: it knows of no shard, and yet days lie there."""
    # A folder alone says nothing: what was being written when a machine died goes, and its folder stays.
    lying = () if manifest.shards() else folder.glob("day=*/shard=*/*.rows.parquet")
    days = sorted({file.parts[-3] for file in lying if not file.name.startswith(NEW)})
    if not days:
        return []
    return [
        Problem(
            f"{folder}: the manifest does not know the {len(days)} days that lie here, {days[0]} to {days[-1]}",
            f"{folder}：清单不认识这里的 {len(days)} 天，{days[0]} 至 {days[-1]}",
        )
    ]


def _unreadable_starts(segments: Sequence[Segment], folder: Path) -> Iterator[Problem]:
    """Days of which it cannot be read what was in force when they began."""
    for segment in {segment.day: segment for segment in segments}.values():
        try:
            InForce.at_start_of(folder, segment)
        except ArchiveError as error:
            yield Problem(str(error), f"{segment.rows_file(folder).with_name(NAME)}：无法读取")


def _problems_of(segment: Segment, folder: Path, is_thorough: bool) -> list[Problem]:
    files = (segment.rows_file(folder), segment.entries_file(folder))
    missing = [file.name for file in files if not file.exists()]
    if missing:
        return [Problem(f"{segment.name}: {', '.join(missing)} is missing", f"{segment.name}：缺 {'、'.join(missing)}")]
    size = sum(file.stat().st_size for file in files)
    if size != segment.bytes:
        return [
            Problem(
                f"{segment.name}: {size} bytes on disk, {segment.bytes} in the manifest",
                f"{segment.name}：盘上 {size} 字节，清单记 {segment.bytes} 字节",
            )
        ]
    if is_thorough and digest_of(*files) != segment.digest:
        return [
            Problem(f"{segment.name}: its bytes were changed after it was written", f"{segment.name}：写入后内容被改过")
        ]
    return []
