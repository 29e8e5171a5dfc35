"""A named tuple of arrays handed to kernels as one pointer.

By value a tuple of twenty arrays is some hundred and fifty machine words, copied at every call that is not inlined.
Kernels read `plan.rules` from a pointer with the same text, and plain Python does not notice: there `by_reference`
gives back what it was given.
"""

# Numba's ways to extend it have no types.
# mypy: disable-error-code="no-untyped-call,override"

import operator
from functools import cache
from typing import Any, TypeVar

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr, signature
from numba.extending import intrinsic, lower_builtin, models, register_model, type_callable
from numba.np import arrayobj

from anlin.engine.kernel import entry
from anlin.observations import Registry

_Tuple = TypeVar("_Tuple")


def by_reference(fields: _Tuple) -> _Tuple:
    """The same fields, read through a pointer in compiled code; it is good until the kernel that made it returns."""
    return fields


def prefetch(array: Any, i: int, line: int = 0) -> None:
    """Ask memory for the `line`-th 64 bytes of record `i`, wanted soon; nothing depends on it, and plain Python does
    nothing."""


@type_callable(prefetch)
def _type_of_prefetch(context: Any) -> Any:
    return lambda array, i, line=None: types.none


@lower_builtin(prefetch, types.Array, types.Integer)
@lower_builtin(prefetch, types.Array, types.Integer, types.Integer)
def _prefetched(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    array, i = context.make_array(signature.args[0])(context, builder, arguments[0]), arguments[1]
    place = builder.bitcast(builder.gep(array.data, [i]), ir.IntType(8).as_pointer())
    if len(arguments) > 2:
        place = builder.gep(place, [builder.mul(arguments[2], arguments[2].type(64))])
    word = ir.IntType(32)
    ask = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(ir.VoidType(), [place.type, word, word, word]), "llvm.prefetch.p0"
    )
    # For reading, to be kept in every cache, of data.
    builder.call(ask, [place, word(0), word(3), word(1)])
    return context.get_dummy_value()


class Reference(types.Type):
    """Numba's type of a pointer to the fields of a named tuple."""

    def __init__(self, fields: types.NamedTuple) -> None:
        self.fields = fields
        super().__init__(name=f"Reference({fields})")


@register_model(Reference)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, of: Reference) -> None:
        super().__init__(manager, of, manager[of.fields].get_value_type().as_pointer())


@type_callable(by_reference)
def _type_of(context: Any) -> Any:
    # Not the class itself: Numba looks at the arguments' names, and a class has others.
    return lambda fields: Reference(fields)  # noqa: PLW0108


@lower_builtin(by_reference, types.NamedTuple)
def _stored(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return cgutils.alloca_once_value(builder, arguments[0])


def at_address(fields: _Tuple, kind: Any) -> _Tuple:
    """The fields that `Laid` has laid out at an address, read through it; plain Python is handed the fields."""
    return fields


@type_callable(at_address)
def _type_at(context: Any) -> Any:
    return lambda address, kind: Reference(fields_of(kind.instance_class))


@lower_builtin(at_address, types.Integer, types.Any)
def _pointer(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))


@intrinsic
def _put(context: Any, fields: Any, words: Any) -> Any:
    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = context.make_array(signature.args[1])(context, builder, arguments[1]).data
        builder.store(arguments[0], builder.bitcast(place, arguments[0].type.as_pointer()))
        return context.get_dummy_value()

    return types.none(fields, words), lower


@entry
def lay(fields: Any, words: Any) -> None:
    """Write where the arrays of `fields` lie to `words`, which has room for twelve words each."""
    _put(fields, words)  # type: ignore[call-arg]


_fitting: set[Any] = set()
"""What arrays that the kernels are compiled for look like."""
_MATTERS = 0x1 | 0x2 | 0x100 | 0x400
"""Flags of an array: contiguous either way, aligned, writeable."""


class Laid:
    """The place of a tuple of arrays as one number: handing sixteen arrays over costs as much as 500 rows."""

    def __init__(self, fields: Any) -> None:
        kind: Any = type(fields)
        # Asking Numba takes a hundred times as long as all the rest, and states are made anew all the time.
        looks = kind, *((array.dtype, array.ndim, array.flags.num & _MATTERS) for array in fields)
        if looks not in _fitting:
            if numba.typeof(fields) != fields_of(kind):
                raise TypeError(f"{kind.__name__}: arrays of other types than the kernels are compiled for")
            _fitting.add(looks)
        self._fields, self._words = fields, np.zeros(12 * len(fields), np.int64)
        lay(fields, self._words)
        self.address = int(self._words.ctypes.data)


@cache
def fields_of(kind: Any) -> Any:
    """Numba's type of `PlanArrays`, `StateArrays` or `Out`, as the smallest plan and state have it."""
    from anlin.engine.plan import Plan
    from anlin.engine.state import State

    plan = Plan([], Registry())
    state = State.fresh(plan)
    return next(numba.typeof(each) for each in (plan.arrays, state.arrays, state.out) if type(each) is kind)


@infer_getattr
class _Fields(AttributeTemplate):
    key = Reference

    def generic_resolve(self, of: Reference, name: str) -> Any:
        return _table_of(of.fields.types[of.fields.fields.index(name)]) if name in of.fields.fields else None


class Table(types.Array):
    """Numba's type of an array of plan or state. No index into one is negative, so none is turned round, which is four
    instructions at every access."""


register_model(Table)(models.ArrayModel)


@cache
def _table_of(array: Any) -> Any:
    name = f"Table({array.name})"
    return Table(array.dtype, array.ndim, array.layout, not array.mutable, name, array.aligned)


@lower_builtin(operator.getitem, Table, types.Integer)
def _item(context: Any, builder: Any, call: Any, arguments: Any) -> Any:
    table, index = call.args
    place = context.cast(builder, arguments[1], index, types.intp)
    known = signature(call.return_type, table, types.uintp)
    return arrayobj.getitem_arraynd_intp(context, builder, known, (arguments[0], place))


@lower_builtin(operator.setitem, Table, types.Integer, types.Any)
def _set_item(context: Any, builder: Any, call: Any, arguments: Any) -> Any:
    table, index, value = call.args
    place = context.cast(builder, arguments[1], index, types.intp)
    known = signature(call.return_type, table, types.uintp, value)
    return arrayobj.setitem_array(context, builder, known, (arguments[0], place, arguments[2]))


@lower_getattr_generic(Reference)
def _field(context: Any, builder: Any, of: Reference, pointer: Any, name: str) -> Any:
    index = of.fields.fields.index(name)
    return _loaded(builder, cgutils.gep_inbounds(builder, pointer, 0, index))


def _loaded(builder: Any, pointer: Any) -> Any:
    """Load part by part: of an array mostly one word is wanted, and the compiler leaves out the others."""
    kind = pointer.type.pointee
    if not isinstance(kind, ir.Aggregate):
        word = builder.load(pointer)
        # Where arrays lie does not change while a kernel runs: else each store to one of them would have it read anew.
        word.set_metadata("invariant.load", builder.module.add_metadata([]))
        return word
    whole = ir.Constant(kind, ir.Undefined)
    for i in range(len(kind)):
        whole = builder.insert_value(whole, _loaded(builder, cgutils.gep_inbounds(builder, pointer, 0, i)), i)
    return whole
