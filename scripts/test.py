"""What `make test` runs: unit tests beside everything that waits for pages and processes; then what measures, alone.

Unit tests are a matter of the processor only and give way (`nice`) to the others: together they take little longer
than each alone. `--only NAME` runs one stage (several, one after the other: `--only checks,unit`). Ends with the
timing of each stage, every skipped test with its reason, and one closing line `N passed, N failed, N skipped in S s`;
exits 1 if anything failed.
With CI=true a skipped test fails the run, unless its reason is in `EXPECTED_SKIPS`: nothing skips silently.
"""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CONSOLE = ROOT / "console"
RESULTS = ROOT / "test-results"
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")

# The real data of other owners may not be copied here, so tests that read it skip where it is not beside the project.
EXPECTED_SKIPS = re.compile(r"shared", re.IGNORECASE)

APART = ("browser", "crash", "load")
"""Marks of tests that have a stage of their own."""

COMPILE = "from anlin.engine.warming import compile_kernels; compile_kernels()"

BESIDE = (("browser", "crash"), ("pages", "checks", "console"))
"""Stages that run one after the other in a process of their own, beside the unit tests: two such processes."""

PAGES = "tests/browser/test_pages.py"
"""Looks at each page four times, and so takes half as long as all other tests with a browser."""

IN_MEMORY = Path("/dev/shm")
ROOM_IN_MEMORY = 8 * 2**30
"""Bytes free there from which on what tests write goes there: no test waits for a disk but those that measure one."""


@dataclass
class Result:
    """What a stage found: `is_good` false fails the run; counts are of tests and checks, skips are (test, reason)."""

    is_good: bool = True
    passed: int = 0
    failed: int = 0
    skips: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    processor_s: float = 0.0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def node(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "scripts" / "node.py"), *arguments]


def console_script(name: str, otherwise: list[str]) -> list[str]:
    """The console's own npm script of that name, else the tool with its defaults."""
    scripts = json.loads((CONSOLE / "package.json").read_text(encoding="utf-8")).get("scripts", {})
    return node("npm", "run", "--silent", name) if name in scripts else node("npx", "--no-install", *otherwise)


# --- checks -----------------------------------------------------------------------------------------------------------


def checks() -> Result:
    """Formatting, lint, import directions and types, two at a time; prints only what failed."""
    python_folders = [name for name in ("anlin", "scripts", "tests", "bench") if any((ROOT / name).rglob("*.py"))]
    commands: list[tuple[str, list[str], Path]] = [
        ("mypy", [str(BIN / "mypy"), "--no-error-summary"], ROOT),
        ("ruff format", [str(BIN / "ruff"), "format", "--check", *python_folders], ROOT),
        ("ruff check", [str(BIN / "ruff"), "check", *python_folders], ROOT),
        ("import-linter", [str(BIN / "lint-imports"), "--no-cache"], ROOT),
    ]
    if (CONSOLE / "package.json").exists():
        commands += [
            ("biome", console_script("lint", ["biome", "ci", "."]), CONSOLE),
            ("tsc", console_script("types", ["tsc", "--noEmit"]), CONSOLE),
        ]
    with ThreadPoolExecutor(max_workers=2) as pool:
        passed = list(pool.map(check_passes, commands))
    return Result(all(passed), passed=passed.count(True), failed=passed.count(False))


def check_passes(command: tuple[str, list[str], Path]) -> bool:
    name, arguments, folder = command
    started = time.monotonic()
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - started
    if done.returncode == 0:
        say(f"  {name:14} ok {seconds:6.1f} s")
        return True
    say(f"  {name:14} FAILED\n{done.stdout}{done.stderr}")
    return False


# --- tests ------------------------------------------------------------------------------------------------------------


def pytest(stage: str, mark: str, *options: str, gives_way: bool = False) -> Result:
    """One pytest run; a stage without tests is good."""
    report = RESULTS / f"{stage}.xml"
    report.unlink(missing_ok=True)
    command = [
        *(["nice", "-n", "5"] if gives_way and shutil.which("nice") else []),
        str(BIN / "pytest"), "-m", mark, f"--junitxml={report}", "--durations=8", "--durations-min=3",
        # A test that hangs shows where, long before CI gives up.
        "-o", "faulthandler_timeout=420", *options,
    ]  # fmt: skip
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    return counted(report, is_good=status in (0, 5))


def unit() -> Result:
    # worksteal starts with one run of neighbouring files per worker, so that fixtures of a module are made once.
    mark = " and ".join(f"not {mark}" for mark in APART)
    return pytest("unit", mark, "-n", "2", "--dist", "worksteal", gives_way=True)


def browser() -> Result:
    if not chromium():
        say("  left out: no Chromium on this machine. Remedy: apt-get install chromium fonts-noto-cjk")
        return Result(is_good=not IN_CI, skips=[("browser tests", "chromium is not installed")])
    # Which tests these are is said by their folder.
    return pytest("browser", "browser and not load", "tests/browser", f"--ignore={PAGES}")


def pages() -> Result:
    return pytest("pages", "browser", PAGES) if chromium() else Result()  # The stage before says what is missing.


def crash() -> Result:
    # Two at a time, a store each: each waits for processes to come back.
    return pytest("crash", "crash and not browser", "-n", "2", "--dist", "worksteal", *files_that_name("crash"))


def load() -> Result:
    return pytest("load", "load", *files_that_name("load"))


def files_that_name(mark: str) -> list[str]:
    """Test files in which that mark is written: to load all others, only to leave them out, takes 14 s of the
    processor for each worker."""
    tests = (file for folder in ("anlin", "tests") for file in (ROOT / folder).rglob("test_*.py"))
    return sorted(str(file.relative_to(ROOT)) for file in tests if f"mark.{mark}" in file.read_text(encoding="utf-8"))


def console() -> Result:
    """Vitest."""
    if not (CONSOLE / "package.json").exists():
        return Result()
    report = RESULTS / "console.xml"
    report.unlink(missing_ok=True)
    command = console_script("test", ["vitest", "run"])
    separator = ["--"] if "npm" in command else []
    status = subprocess.run(
        [*command, *separator, "--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"],
        cwd=CONSOLE,
        check=False,
    ).returncode
    return counted(report, is_good=status == 0)


def counted(report: Path, is_good: bool) -> Result:
    """The counts of a JUnit file, which pytest and Vitest both write."""
    result = Result(is_good)
    if not report.exists():
        return result
    for case in ET.parse(report).iter("testcase"):
        skipped = case.find("skipped")
        if skipped is not None:
            name = f"{case.get('classname', '')}::{case.get('name', '')}"
            result.skips.append((name, skipped.get("message") or "no reason given"))
        elif case.find("failure") is not None or case.find("error") is not None:
            result.failed += 1
        else:
            result.passed += 1
    return result


# --- what has no package ----------------------------------------------------------------------------------------------


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def has_chinese_font() -> bool:
    return any(Path("/usr/share/fonts").rglob("*CJK*")) or any(Path("/usr/share/fonts").rglob("*cjk*"))


def install_system_packages() -> None:
    """Install what no Python or npm package brings: with apt where the user is root, else name it in one line."""
    missing = []
    if not chromium():
        missing.append("chromium")
    if not has_chinese_font():
        missing.append("fonts-noto-cjk")
    if not (shutil.which("mosquitto") or Path("/usr/sbin/mosquitto").exists()):
        missing.append("mosquitto")
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say(f"Missing on this machine, tests that need it are left out: apt-get install {' '.join(missing)}")
        return
    say(f"Installing with apt: {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *missing]):
        done = subprocess.run(
            ["apt-get", *arguments], env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        if done.returncode:
            say(f"apt-get {arguments[0]} failed: {done.stderr.strip().splitlines()[-1:]}")
            return


# --- all of it --------------------------------------------------------------------------------------------------------

STAGES: dict[str, Callable[[], Result]] = {
    "checks": checks,
    "unit": unit,
    "console": console,
    "browser": browser,
    "pages": pages,
    "crash": crash,
    "load": load,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Every check and test of Anlin.")
    parser.add_argument("--only", default="", help=f"stages to run, with commas: {', '.join(STAGES)}")
    parser.add_argument("--results", type=Path, help="write what was found there, as JSON, instead of a summary")
    given = parser.parse_args()
    chosen = [name for name in given.only.split(",") if name] or list(STAGES)
    unknown = sorted(set(chosen) - set(STAGES))
    if unknown:
        parser.error(f"no such stage: {', '.join(unknown)}; there are {', '.join(STAGES)}")
    RESULTS.mkdir(exist_ok=True)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # As in the Makefile, for whoever starts this by itself.
    # Stages beside each other keep all processors busy; threads of one sum would only wait for each other, and burn.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    started, idle_before = time.monotonic(), idle_s()
    if chosen != ["checks"] and not given.results:
        install_system_packages()
    if given.results:
        found = {name: asdict(timed(name)) for name in chosen}
        given.results.write_text(json.dumps(found))
        return 0
    if chosen == list(STAGES):
        results = all_stages()
    else:
        with files_of_tests():
            results = {name: timed(name) for name in chosen}
    total_s = time.monotonic() - started
    say(f"== the processors were busy {1 - (idle_s() - idle_before) / total_s / (os.cpu_count() or 1):.0%} of the time")
    return summed_up(results, total_s)


def all_stages() -> dict[str, Result]:
    results: dict[str, Result] = {}
    # Once, before two workers and a platform would each compile the same; a moment where it was done before.
    compiling = subprocess.Popen([str(BIN / "python"), "-c", COMPILE], cwd=ROOT)
    with files_of_tests(), compiling:
        migrate_once()
        results |= beside_each_other(compiling)
        results["load"] = timed("load")
    return results


def beside_each_other(compiling: "subprocess.Popen[bytes]") -> dict[str, Result]:
    """What needs kernels begins when they are compiled, or comes later than that anyway."""
    results: dict[str, Result] = {}
    with files_of_tests(in_memory=True), ExitStack() as stack:
        say(f"(beside the unit tests: {', '.join(name for lane in BESIDE for name in lane)}; what they say follows)")
        lanes = [stack.enter_context(Beside(lane)) for lane in BESIDE]
        compiling.wait()
        results["unit"] = timed("unit")
        for lane in lanes:
            results |= lane.results()
    return results


def migrate_once() -> None:
    """An empty database of each store, which workers, homes and played worlds copy instead of each making it
    (`tests/homes.py`)."""
    home, postgres = (Path(os.environ["TMPDIR"]) / name for name in ("migrated", "migrated-postgres"))
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANLIN_", "DJANGO_"))}
    here = {**environment, "ANLIN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "anlin.site.settings"}
    beside = subprocess.Popen([str(BIN / "python"), "tests/homes.py", str(postgres)], cwd=ROOT, env=environment)
    migrate = [str(BIN / "python"), "-m", "django", "migrate", "--verbosity", "0"]
    if subprocess.run(migrate, cwd=ROOT, env=here, check=False).returncode == 0:
        os.environ["TESTS_MIGRATED"] = str(home)
    if beside.wait() == 0:
        os.environ["TESTS_POSTGRES"] = str(postgres)


@contextmanager
def files_of_tests(*, in_memory: bool = False) -> Iterator[None]:
    """Temporary files go to a folder of this run: pytest itself keeps the folders of a user's last three runs and
    deletes the others, also those of a run under way."""
    has_room = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free >= ROOM_IN_MEMORY
    place = IN_MEMORY if in_memory and has_room else None
    with tempfile.TemporaryDirectory(prefix="anlin-tests-", dir=place, ignore_cleanup_errors=True) as folder:
        before = dict(os.environ)
        os.environ.update({"PYTEST_DEBUG_TEMPROOT": folder, "TMPDIR": folder})
        yield
        os.environ.clear()
        os.environ.update(before)


def idle_s() -> float:
    """Seconds that this machine's processors have had nothing to do since it was started, all together."""
    return float(Path("/proc/uptime").read_text().split()[1]) if Path("/proc/uptime").exists() else 0.0


def timed(name: str) -> Result:
    say(f"== {name}")
    begun, spent = time.monotonic(), processor_s()
    result = STAGES[name]()
    result.seconds, result.processor_s = time.monotonic() - begun, processor_s() - spent
    return result


def processor_s() -> float:
    """What all processes that have ended took of the processor: it tells more than the clock of a shared machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Beside:
    """A second process of this script that runs stages; what it says is kept, so that two do not speak at once."""

    def __init__(self, stages: Sequence[str]) -> None:
        self._stages = stages
        self._found, self._said = (RESULTS / f"beside-{stages[0]}.{ending}" for ending in ("json", "txt"))

    def __enter__(self) -> "Beside":
        self._found.unlink(missing_ok=True)
        command = [sys.executable, __file__, "--only", ",".join(self._stages), "--results", str(self._found)]
        with self._said.open("w") as file:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT)
        return self

    def results(self) -> dict[str, Result]:
        """Waits for its end and says what it said."""
        self._process.wait()
        say(self._said.read_text(encoding="utf-8", errors="replace").rstrip())
        if not self._found.exists():
            return {name: Result(is_good=False) for name in self._stages}
        return {name: Result(**found) for name, found in json.loads(self._found.read_text()).items()}

    def __exit__(self, *error: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


def summed_up(results: dict[str, Result], total_s: float) -> int:
    """Print stages, skips and the closing line; 1 if anything failed."""
    say("== summary")
    for name, result in results.items():
        state = "ok" if result.is_good else "FAILED"
        took = f"{result.seconds:6.1f} s, {result.processor_s:6.1f} s of the processor"
        say(f"  {name:8} {state:6} {took}   {result.passed} passed, {result.failed} failed")
    skips = [skip for result in results.values() for skip in result.skips]
    unexpected = [skip for skip in skips if not EXPECTED_SKIPS.search(skip[1])]
    for test, reason in skips:
        say(f"  skipped {test}: {reason}")
    if IN_CI and unexpected:
        say(f"  {len(unexpected)} tests were skipped that CI must run")
    # A stage may fail without a failing test: a check, or pytest that could not even collect.
    failed = sum(result.failed or int(not result.is_good) for result in results.values())
    if IN_CI:
        failed += len(unexpected)
    passed = sum(result.passed for result in results.values())
    say(f"{passed} passed, {failed} failed, {len(skips)} skipped in {total_s:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
