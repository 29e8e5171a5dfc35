"""Kernels that only other kernels call are not made machine code of their own: they are optimised where they end up.

Numba optimises and loads every compiled function, and again all it calls inside each caller: of two hundred kernels
that took more than half of the first start. A part only hands its unoptimised code on; the entry that takes it in is
optimised whole, once, and is what the cache on disk holds.
"""

# Numba's inside has no types.
# mypy: disable-error-code="no-untyped-call,misc"

from itertools import count
from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler

_numbers = count()


class _Part(JITCodeLibrary):
    """Code of one kernel, for linking into others only."""

    def _optimize_final_module(self) -> None:
        """Left to the entry."""

    def _finalize_final_module(self) -> None:
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        return 0

    @property
    def codegen(self) -> Any:
        return _Nowhere(self._codegen)


class _Nowhere:
    """Numba's code generator for a part: there is no place to note its environment, which kernels do not use."""

    def __init__(self, codegen: Any) -> None:
        self._codegen = codegen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._codegen, name)

    def set_env(self, name: str, env: Any) -> None:
        pass


class PartCompiler(Compiler):
    """Numba's compiler for kernels that only other kernels call."""

    def __init__(self, typing: Any, target: Any, library: Any, *others: Any) -> None:
        super().__init__(typing, target, library or _Part(target.codegen(), f"part-{next(_numbers)}"), *others)
