"""Compiling of kernels: plain Python functions over NumPy arrays, turned into machine code once and kept on disk.

Numba keeps one file per function and notices only when the function's own module changes, not one it calls. So the
cache's folder is named after all kernel sources together: a change anywhere compiles anew, and nothing stale is loaded.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

# Kernels run as fast as with all of LLVM's passes (anlin bench engine) and are compiled a quarter sooner. Numba reads
# its settings when it is first imported.
os.environ.setdefault("NUMBA_OPT", "1")

import numba
from numba.core.dispatcher import Dispatcher

from anlin.engine.parts import PartCompiler

_ENGINE = Path(__file__).resolve().parent
_njit: Any = numba.njit
_Function = TypeVar("_Function", bound=Callable[..., Any])


def _sources() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(_ENGINE.rglob("*.py")):
        if not path.name.startswith("test_"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _cache_folder() -> Path:
    """Beside the sources where that can be written, else the user's cache, else the system's temporary folder."""
    choices = [_ENGINE / "__pycache__", Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "anlin"]
    for folder in [*choices, Path(tempfile.gettempdir()) / f"anlin-{os.getuid()}"]:
        kernels = folder / f"kernels-{_sources()}"
        try:
            kernels.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(kernels, os.W_OK):
            return kernels
    raise OSError("no folder for compiled kernels can be written; set XDG_CACHE_HOME to one that can")


CACHE = _cache_folder()
setattr(numba.config, "CACHE_DIR", str(CACHE))  # noqa: B010 - numba's settings are made at run time.


# No kernel makes an array, so none has references to count; and error_model="numpy" leaves out checks of divisors.
_OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
_PART: dict[str, Any] = {
    **_OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "pipeline_class": PartCompiler
}  # fmt: skip


def kernel(function: _Function) -> _Function:
    """The function compiled as part of an `entry`; only kernels can call it.

    Below an `inlined` one it is put in its callers' place too: Numba hands that on to what is called.
    """
    return _njit(**_PART)(function)  # type: ignore[no-any-return]


def inlined(function: _Function) -> _Function:
    """A kernel put in its callers' place: small, and called for every row."""
    return _njit(**_PART, forceinline=True)(function)  # type: ignore[no-any-return]


def outlined(function: _Function) -> _Function:
    """A kernel that is called, with all below it: large, seldom wanted or wanted in many places.

    All kernels together in one function are 60,000 instructions, which took LLVM most of the first start.
    """
    return _njit(**_PART, forceinline=False)(function)  # type: ignore[no-any-return]


def entry(function: _Function) -> _Function:
    """The function compiled at its first call and kept on disk, callable from Python; see `uncompiled`."""
    # Others may go on meanwhile: files are read ahead, checkpoints written.
    return _njit(**_OPTIONS, cache=True, nogil=True)(function)  # type: ignore[no-any-return]


def is_compiled() -> bool:
    """Whether the kernels of these sources are already on disk, so that starting takes no compiling."""
    return any(CACHE.rglob("*.nbc"))


def uncompiled(function: Any, twins: dict[Any, Any] | None = None) -> Any:
    """The same entry, and all kernels it calls, as plain Python: what tests hold the compiled one against."""
    twins = {} if twins is None else twins
    if not isinstance(function, Dispatcher):
        return function
    if function not in twins:
        plain = function.py_func
        names: dict[str, Any] = dict(plain.__globals__)
        twin = FunctionType(plain.__code__, names, plain.__name__, plain.__defaults__, plain.__closure__)
        twins[function] = twin
        for name, value in plain.__globals__.items():
            if isinstance(value, Dispatcher):
                names[name] = uncompiled(value, twins)
    return twins[function]
