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
    from anlin.engine.scoring import Incident, ScoredAlert
    from anlin.engine.scoring import score as scored

    found = _read(alerts, ScoredAlert, "JSON Lines as `anlin replay --alerts` writes them")
    happened = _read(truth, Incident, 'JSON Lines such as {"model": …, "area": …, "start": …, "end": …}')
    models = scored(found, happened)
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


def _read(file: Path, kind: type[Any], expected: str) -> list[Any]:
    from anlin.engine.scoring import BadLine, read_lines

    try:
        return read_lines(str(file), file.read_text(encoding="utf-8").splitlines(), kind)
    except OSError as error:
        raise CouldNotRun(f"{file}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise CouldNotRun(f"{file}: is not text; expected {expected}") from None
    except BadLine as error:
        raise CouldNotRun(f"{error}; expected {expected}") from None


def _figure(value: Any) -> str:
    return "–" if value is None else f"{value:g}"
