"""Commands whose options come in groups: each group is a dataclass, spread over the signature."""

from __future__ import annotations

import inspect
from dataclasses import MISSING, Field, fields, is_dataclass
from types import NoneType
from typing import TYPE_CHECKING, Any, get_type_hints

from jobanalytics.cli.options import Speaking
from jobanalytics.cli.running import current_run

if TYPE_CHECKING:
    from collections.abc import Callable

    import typer

__all__ = ["command"]

_NAMED = inspect.Parameter.KEYWORD_ONLY


def command(
    app: typer.Typer, panel: str, name: str | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that makes a function a command.

    Parameters
    ----------
    app : typer.Typer
        The commands to add it to.
    panel : str
        Under which heading ``--help`` lists it.
    name : str, optional
        What it is called; as the function, if not given.

    Notes
    -----
    A parameter whose type is a dataclass becomes an argument or option for each of its fields,
    which are annotated as Typer wants them; the function gets the dataclass. Every command takes
    the options of `Speaking` too.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        app.command(name, rich_help_panel=panel)(_spread(function))
        return function

    return register


def _spread(function: Callable[..., Any]) -> Callable[..., Any]:
    kinds = get_type_hints(function, include_extras=True)
    own = inspect.signature(function).parameters
    groups = {each: kinds[each] for each in own if is_dataclass(kinds[each])}
    parameters: list[inspect.Parameter] = []
    for each, parameter in own.items():
        if each in groups:
            parameters += _parameters_of(groups[each])
        else:
            parameters.append(parameter.replace(annotation=kinds[each], kind=_NAMED))
    parameters += _parameters_of(Speaking)
    speaking = {each.name for each in fields(Speaking)}

    def called(**given: Any) -> Any:
        current_run().takes_metrics = isinstance(given.get("metric", ""), (list, NoneType))
        made = {
            each: group(**{member.name: given.pop(member.name) for member in fields(group)})
            for each, group in groups.items()
        }
        # Speaking has done its work when it was parsed.
        return function(**made, **{each: given[each] for each in given if each not in speaking})

    called.__name__ = function.__name__
    called.__doc__ = function.__doc__
    called.__annotations__ = {each.name: each.annotation for each in parameters}
    vars(called)["__signature__"] = inspect.Signature(parameters)
    return called


def _parameters_of(group: type[Any]) -> list[inspect.Parameter]:
    """Return a parameter for each field, those of the class itself before those it inherits."""
    kinds = get_type_hints(group, include_extras=True)
    by_name = {each.name: each for each in fields(group)}
    order = [name for each in group.__mro__ for name in vars(each).get("__annotations__", ())]
    return [
        inspect.Parameter(name, _NAMED, default=_default_of(by_name[name]), annotation=kinds[name])
        for name in order
    ]


def _default_of(member: Field[Any]) -> Any:
    return inspect.Parameter.empty if member.default is MISSING else member.default
