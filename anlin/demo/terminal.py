"""What `anlin demo` prints: progress, the address, then what happens; text for people or JSON lines for programs."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from anlin.demo.board import Sentence
from anlin.demo.world.kernel import LOCAL_OFFSET_S, SECOND
from anlin.demo.world.truth import iso

LOOK = (
    (
        "14 至 16 号楼消防通道：车停了快九分钟，满十分钟会升级。",
        "Fire lane at buildings 14-16: blocked for almost nine minutes; escalates at ten.",
    ),
    (
        "18 号楼 1 号电梯：很快有电动车进入；保安认领、到场、处置，经理核查。",
        "Building 18, lift 1: an e-bike soon; a guard takes it, goes, handles it; the manager checks.",
    ),
    (
        "20 号楼与幼儿园消防通道：录像机断了，平台如实说“看不见”。",
        "Fire lane at building 20: its recorder died; the platform says that it cannot see.",
    ),
    (
        "8 号楼三层：独居老人厨房三个多小时没有动静；先问她，再请网格员上门。",
        "Building 8, third floor: a kitchen silent for over three hours; she is asked first, then visited.",
    ),
    (
        "大门口：一辆车的号牌与被盗车名单相符；民警比对图片后否定。",
        "Gate: a plate fits the list of stolen cars; an officer compares the picture and rejects it.",
    ),
    (
        "海滨广场：人越来越多，不久将过九成。",
        "Seafront square: filling up; soon past nine tenths.",
    ),
)
ACTIONS = {
    "claim": ("认领", "claimed"),
    "accept": ("签收", "accepted"),
    "arrive": ("到场", "on site"),
    "resolve": ("处置完毕", "handled"),
    "verify": ("核查归档", "checked and closed"),
    "reject": ("比对后否定", "compared and rejected"),
}
HAPPENINGS = {
    "ebike_in_building": ("有人把电动车推进电梯", "somebody pushes an e-bike into the lift"),
    "fire_lane_occupied": ("消防通道被占", "the fire lane is blocked"),
    "access_anomaly": ("单元门被撑开", "the door is propped open"),
    "crowd_flow": ("人多起来了", "it is getting crowded"),
    "elderly_inactivity": ("老人在厨房滑倒", "the old lady slips in her kitchen"),
}


class Terminal:
    """Prints in two languages; with `as_json` one object a line, for programs."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._console = Console(stderr=as_json, highlight=False)

    @contextmanager
    def step(self, zh: str, en: str) -> Iterator[None]:
        """One step of the set-up, with its time."""
        begun = time.monotonic()
        if self._as_json:
            yield
            return
        with self._console.status(f"{zh}  [dim]{en}[/dim]"):
            yield
        self._console.print(f"  [green]✓[/green] {zh}  [dim]{en} · {time.monotonic() - begun:.1f} s[/dim]")

    @contextmanager
    def bar(self, zh: str, en: str, total: float) -> Iterator[Any]:
        """A bar; what is yielded is called with how much is done, in the unit of `total`."""
        if self._as_json:
            yield lambda done: None
            return
        columns = (TextColumn("  {task.description}"), BarColumn(32), TimeElapsedColumn())
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task(f"{zh}  [dim]{en}[/dim]", total=total)
            yield lambda done: progress.update(task, completed=done)
        self._console.print(f"  [green]✓[/green] {zh}  [dim]{en}[/dim]")

    def opened(self, address: str, door: str, log: str, seconds: float) -> None:
        if self._as_json:
            self._line(event="open", address=address, door=door, log=log, seconds=round(seconds, 1))
            return
        look = "\n".join(f"[bold]{number}[/bold]  {zh}\n   [dim]{en}[/dim]" for number, (zh, en) in enumerate(LOOK, 1))
        text = (
            f"[bold cyan]{address}[/bold cyan]\n\n{look}\n\n"
            f"[dim]设备接入 devices {door} · 日志 log {log} · Ctrl-C 停止 stop · {seconds:.1f} s[/dim]"
        )
        self._console.print(Panel(text, title="安邻演示 Anlin demo", border_style="cyan", expand=False))

    def caught_up(self, seconds: float) -> None:
        """The past is played; from here on it is now."""
        if self._as_json:
            self._line(event="present", seconds=round(seconds, 1))

    def happens(self, at: int, model: str, zone: str, zone_en: str) -> Sentence:
        """Something real began in the world; what was said of it."""
        zh, en = HAPPENINGS.get(model, (model, model))
        said = Sentence(f"{zone}：{zh}", f"{zone_en}: {en}")
        self._say(at, "world", said.zh, said.en, model=model)
        return said

    def acts(self, at: int, role: str, action: str, alert: dict[str, Any]) -> None:
        """A played person did something about an alert."""
        zh, en = ACTIONS.get(action, (action, action))
        line = alert.get("title") or {}
        self._say(
            at, "work", f"{zh}：{line.get('zh', '')}", f"{en}: {line.get('en', '')}",
            role=role, action=action, model=alert.get("model"), alert=alert.get("id"), state=alert.get("work_state"),
        )  # fmt: skip

    def figures(self, result: dict[str, Any]) -> None:
        """The exam's table: each model, and its naive rule dimmed beside it."""
        counts = "  ".join(f"{name} {number:,}" for name, number in result["counts"].items())
        counts += f"  requests {result['requests']:,}"
        table = Table(title=f"seed {result['seed']} · {result['seconds']} s", caption=counts, box=None)
        table.add_column("model")
        for name in ("precision", "95 %", "recall", "95 %", "delay s", "alerts", "incidents", "suspected"):
            table.add_column(name, justify="right")
        for name, figures in result["models"].items():
            table.add_row(name, *_cells(figures))
            table.add_row("  naive", *_cells(figures["naive"] or {}), style="dim")
        self._console.print(table)
        work = Table(title="alerts that reach a person at work, if nobody acts", box=None)
        work.add_column("role")
        names = ("people", "per_person_and_day", "busiest_day", "busiest_per_10_min", "most_in_10_min")
        for name in names:
            work.add_column(name.replace("_", " "), justify="right")
        for role, figures in result["workload"].items():
            work.add_row(role, *(f"{figures[name]:,}" for name in names))
        self._console.print(work)

    def trouble(self, zh: str, en: str) -> None:
        if self._as_json:
            self._line(event="trouble", zh=zh, en=en)
        else:
            self._console.print(f"  [red]![/red] {zh}  [dim]{en}[/dim]")

    def unheeded(self, variables: Sequence[str]) -> None:
        """Settings that somebody gave in vain; programs that read JSON set what they like."""
        if variables and not self._as_json:
            names = ", ".join(variables)
            self._console.print(f"  [yellow]![/yellow] 演示不看 {names}  [dim]the demo does not heed {names}[/dim]")

    def _say(self, at: int, event: str, zh: str, en: str, **facts: Any) -> None:
        if self._as_json:
            self._line(event=event, at=iso(at), zh=zh, en=en, **facts)
        else:
            clock = iso(at + LOCAL_OFFSET_S * SECOND)[11:19]  # The town's own time, wherever this terminal is.
            self._console.print(f"  [dim]{clock}[/dim]  {zh}  [dim]{en}[/dim]")

    def _line(self, **fields: Any) -> None:
        sys.stdout.write(json.dumps(fields, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _cells(figures: dict[str, Any]) -> list[str]:
    numbers = [figures.get(name) for name in ("delay_s", "alerts", "incidents", "suspected")]
    return [
        *_share(figures, "precision"),
        *_share(figures, "recall"),
        *("–" if value is None else f"{round(value):,}" for value in numbers),
    ]


def _share(figures: dict[str, Any], name: str) -> list[str]:
    """A share and its interval."""
    value, low, high = (figures.get(key) for key in (name, f"{name}_low", f"{name}_high"))
    return ["–", ""] if value is None else [f"{value:.2f}", f"{low:.2f}–{high:.2f}"]
