"""Sealed columns of a register's rows: the only way in and out. Opening one counts (LU-51) and needs a record (P7)."""

from functools import lru_cache
from typing import Any

from django.db.models import Model

from anlin.access.counting import saw
from anlin.access.vault import Place, Vault
from anlin.site.config import config


@lru_cache(maxsize=1)
def vault() -> Vault:
    return Vault(config().keys, config().crypto_profile)


def place_of(row: Model, column: str) -> Place:
    return Place(row._meta.db_table, column, str(row.pk))


def seal_columns(row: Model, **texts: str) -> None:
    """Seal texts into columns of a stored row (its number binds them); an empty text stays empty. The caller saves."""
    if row.pk is None:
        raise ValueError("a row is stored before its columns are sealed: its number binds the ciphertext")
    for column, text in texts.items():
        setattr(row, column, vault().seal(place_of(row, column), text) if text else "")


def open_column(row: Any, column: str) -> str:
    """The text of one column. `row.pseudonym` is counted. Raises `NotOnRecord`, `NotSealedHere`, `KeyMissing`."""
    sealed: str = getattr(row, column)
    if not sealed:
        return ""
    saw(row.pseudonym)
    return vault().open(place_of(row, column), sealed)
