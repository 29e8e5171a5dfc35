"""The one way a command says that it could not run."""


class CouldNotRun(Exception):
    """The command cannot do its work: one line with what, where and remedy. Exit status 2."""
