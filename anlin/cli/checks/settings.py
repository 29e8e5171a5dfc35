"""Settings: what they say together, and whether what is kept is kept from others on this machine."""

from collections.abc import Iterator
from pathlib import Path

from anlin.cli.checks.finding import Finding, Surroundings, problem, well
from anlin.cli.processes.refusing import reasons_to_refuse
from anlin.site.config import Config


def setting_findings(look: Surroundings) -> Iterator[Finding]:
    home = look.config.home
    database = without_password(look.config.database)
    yield well(f"home is {home}, database {database}", f"数据目录 {home}，数据库 {database}")
    for variable in look.config.unknown:
        yield problem(
            (f"{variable}: no such setting; it does nothing", f"{variable}：没有这个设置，不起作用"),
            ("unset it; docs/guide/operating.md lists all settings", "请去掉；全部设置见 docs/guide/operating.md"),
        )
    for reason in reasons_to_refuse(look.config):
        yield problem(
            (f"{reason.setting}: {reason.en}", f"{reason.setting}：{reason.zh}"),
            ("anlin serve does not start like this", "这样 anlin serve 不会启动"),
        )
    yield from _open_to_others(look.config)


def _open_to_others(config: Config) -> Iterator[Finding]:
    """The first key and the first database that other users of this machine can read.

    No umask sees to it: an archive is also read by the user of a cluster, and compiled kernels by whoever runs here.
    """
    keys = next((kept for kept in (config.keys, *sorted(config.keys.rglob("*"))) if _others_read(kept)), None)
    if keys:
        yield _readable(keys, f"chmod -R go= {config.keys}")
    for url in (config.database, config.journal):
        file = Path(url.removeprefix("sqlite:///"))
        if url.startswith("sqlite:///") and _others_read(file) and file.parent.stat().st_mode & 0o011:
            # A home that was made for Anlin is its owner's; another folder may be anybody's.
            yield _readable(file, f"chmod go= {config.home}" if file.parent == config.home else f"chmod go= {file}*")
            return


def _others_read(kept: Path) -> bool:
    return kept.exists() and bool(kept.stat().st_mode & 0o077)


def _readable(kept: Path, remedy: str) -> Finding:
    return problem(
        (f"{kept} can be read by other users of this machine", f"本机其他用户能读到 {kept}"), (remedy, remedy)
    )


def without_password(url: str) -> str:
    """The URL without user and password."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rsplit('@', 1)[-1]}"
