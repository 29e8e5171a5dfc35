"""`anlin score`: how right alerts were against the recorded truth."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from anlin.cli.failure import CouldNotRun


def add_to(app: typer.Typer) -> None:
    app.command()(score)


def score(
    alerts: Annotated[Path, typer.Argument(help="JSON Lines written by `anlin replay --alerts`.")],
    truth: Annotated[Path, typer.Argument(help='JSON Lines {"model", "area", "zone", "start", "end", "tolerance_s"}.')],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Precision, recall and delay per model, with the lower end of their 95 % intervals."""
    from anlin.engine.scoring import BadLine, Incident, ScoredAlert, read_lines
    from anlin.engine.scoring import score as scored

    try:
        found = read_lines(str(alerts), alerts.read_text(encoding="utf-8").splitlines(), ScoredAlert)
        happened = read_lines(str(truth), truth.read_text(encoding="utf-8").splitlines(), Incident)
        models = scored(found, happened)
    except OSError as error:
        raise CouldNotRun(f"{error.filename}: cannot be read ({error.strerror})") from None
    except (BadLine, UnicodeDecodeError) as error:
        raise CouldNotRun(f"{error}; expected JSON Lines as `anlin replay --alerts` writes them") from None
    if as_json:
        print(json.dumps({"models": models}))
        return
    print(f"{'model':24}{'precision':>11}{'recall':>9}{'delay s':>10}{'alerts':>8}{'incidents':>11}{'suspected':>11}")
    for name, figures in models.items():
        shown = [_figure(figures[key]) for key in ("precision", "recall", "delay_s")]
        print(
            f"{name:24}{shown[0]:>11}{shown[1]:>9}{shown[2]:>10}"
            f"{figures['alerts']:>8}{figures['incidents']:>11}{figures['suspected']:>11}"
        )


def _figure(value: Any) -> str:
    return "–" if value is None else f"{value:g}"
