"""Settings: what they say together, and whether secrets are kept from others on this machine."""

from collections.abc import Iterator

from anlin.cli.checks.finding import Finding, Surroundings, problem, well
from anlin.cli.processes.refusing import reasons_to_refuse


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
    for kept in (look.config.keys, *sorted(look.config.keys.rglob("*"))):
        if kept.exists() and kept.stat().st_mode & 0o077:
            yield problem(
                (f"{kept} can be read by other users of this machine", f"本机其他用户能读到 {kept}"),
                (f"chmod -R go= {look.config.keys}", f"chmod -R go= {look.config.keys}"),
            )
            return


def without_password(url: str) -> str:
    """The URL without user and password."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rsplit('@', 1)[-1]}"
