"""Settings: what they say together, and whether secrets are kept from others on this machine."""

from collections.abc import Iterator

from anlin.cli.checks.finding import Finding, Surroundings, problem
from anlin.cli.processes.refusing import reasons_to_refuse


def setting_findings(look: Surroundings) -> Iterator[Finding]:
    home = look.config.home
    yield Finding(f"home is {home}, database {without_password(look.config.database)}")
    for reason in reasons_to_refuse(look.config):
        yield problem(reason, "anlin serve does not start like this")
    for kept in (look.config.keys, *sorted(look.config.keys.rglob("*"))):
        if kept.exists() and kept.stat().st_mode & 0o077:
            yield problem(f"{kept} can be read by other users of this machine", f"chmod -R go= {look.config.keys}")
            return


def without_password(url: str) -> str:
    """The URL without user and password."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rsplit('@', 1)[-1]}"
