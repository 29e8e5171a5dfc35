"""The manifest against the files: what is missing, changed, or does not follow on."""

from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from anlin.archive.manifest import Manifest, Segment
from anlin.archive.segment import digest_of


class Problem(NamedTuple):
    """One sentence, in two languages."""

    en: str
    zh: str


def problems(folder: Path, manifest: Manifest, is_thorough: bool = False) -> list[Problem]:
    """One per problem; `is_thorough` reads every byte and compares digests."""
    found: list[Problem] = []
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
    return found


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
