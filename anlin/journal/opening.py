"""Which store a journal's address means."""

from anlin.journal.records import Journal


def open_journal(url: str) -> Journal:
    """The journal at `sqlite:///<path>` or `postgresql://…`; its tables are made on first use.

    Raises `JournalUnavailable` if the store does not answer, `JournalDamaged` if it is another version's,
    ValueError on another kind of address.
    """
    if url.startswith("sqlite:///"):
        from anlin.journal.sqlite import SqliteJournal

        return SqliteJournal(url.removeprefix("sqlite:///"))
    if url.startswith(("postgresql://", "postgres://")):
        from anlin.journal.postgres import PostgresJournal

        return PostgresJournal(url)
    raise ValueError("a journal's address is sqlite:///<path> or postgresql://…")
