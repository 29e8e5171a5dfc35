"""The manifest against the files: what is missing, changed, or does not follow on."""

from itertools import pairwise
from pathlib import Path

from anlin.archive.manifest import Manifest, Segment
from anlin.archive.segment import digest_of


def problems(folder: Path, manifest: Manifest, is_thorough: bool = False) -> list[str]:
    """One sentence per problem; `is_thorough` reads every byte and compares digests."""
    found = []
    for shard in manifest.shards():
        segments = manifest.segments(shard)
        for before, after in pairwise(segments):
            if after.first != before.last + 1:
                found.append(f"{after.name}: positions {before.last + 1} to {after.first - 1} are not archived")
        for segment in segments:
            found += _problems_of(segment, folder, is_thorough)
    return found


def _problems_of(segment: Segment, folder: Path, is_thorough: bool) -> list[str]:
    files = (segment.rows_file(folder), segment.entries_file(folder))
    missing = [file.name for file in files if not file.exists()]
    if missing:
        return [f"{segment.name}: {', '.join(missing)} is missing"]
    size = sum(file.stat().st_size for file in files)
    if size != segment.bytes:
        return [f"{segment.name}: {size} bytes on disk, {segment.bytes} in the manifest"]
    if is_thorough and digest_of(*files) != segment.digest:
        return [f"{segment.name}: its bytes were changed after it was written"]
    return []
