"""Checks a request against botocore's own model of the service."""

from __future__ import annotations

import functools
import re
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from jobanalytics.emulator.behaviour import ServiceError

__all__ = ["check_request", "output_members"]

_KINDS: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "boolean": (bool,),
    "double": (int, float),
    "float": (int, float),
}


@functools.cache
def _service_model(service: str) -> ServiceModel:
    loader = botocore.session.get_session().get_component("data_loader")
    return ServiceModel(loader.load_service_model(service, "service-2"), service)


@functools.cache
def _operation(service: str, operation: str) -> OperationModel:
    return _service_model(service).operation_model(operation)


@functools.cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@functools.cache
def output_members(service: str, operation: str) -> dict[str, Shape]:
    """Give the members of an operation's answer by name."""
    shape = _operation(service, operation).output_shape
    return dict(shape.members) if shape is not None else {}


def check_request(service: str, operation: str, request: Any) -> None:
    """Raise a validation error where the request breaks a rule of the service's model.

    Parameters
    ----------
    service
        botocore's name of the service.
    operation
        The operation's name.
    request
        The members as they came.

    Raises
    ------
    ServiceError
        A required member is missing, has another type, or is out of its limits.
    """
    shape = _operation(service, operation).input_shape
    problem = _problem(shape, request, "") if shape is not None else None
    if problem is not None:
        raise ServiceError("validation", f"1 validation error detected: {problem}")


def _problem(shape: Shape, value: Any, path: str) -> str | None:
    kinds = _KINDS.get(shape.type_name)
    where = f"Value {str(value)[:100]!r} at {path!r} failed to satisfy constraint: Member must"
    if kinds is not None and not isinstance(value, kinds):
        return f"{where} be of type {shape.type_name}"
    limits = _limits_problem(shape, value)
    if limits is not None:
        return f"{where} {limits}"
    if isinstance(shape, StructureShape):
        return _members_problem(shape, value, path)
    inner: Shape | None = None
    if isinstance(shape, ListShape):
        inner = shape.member
        items = [(f"{path}.{number}.member", item) for number, item in enumerate(value, 1)]
    elif isinstance(shape, MapShape):
        inner = shape.value
        items = [(f"{path}.{key}", item) for key, item in value.items()]
    if inner is not None:
        for item_path, item in items:
            problem = _problem(inner, item, item_path)
            if problem is not None:
                return problem
    return None


def _members_problem(shape: StructureShape, value: dict[str, Any], path: str) -> str | None:
    for name in shape.required_members:
        if value.get(name) is None:
            return (
                f"Value null at '{path}{'.' if path else ''}{name}' failed to satisfy constraint: "
                "Member must not be null"
            )
    for name, item in value.items():
        if item is not None and name in shape.members:
            problem = _problem(shape.members[name], item, f"{path}{'.' if path else ''}{name}")
            if problem is not None:
                return problem
    return None


def _limits_problem(shape: Shape, value: Any) -> str | None:
    limits = shape.metadata
    size = len(value) if isinstance(value, (str, list, dict)) else value
    what = "have length" if isinstance(value, (str, list, dict)) else "have value"
    if "min" in limits and size < limits["min"]:
        return f"{what} greater than or equal to {limits['min']}"
    if "max" in limits and size > limits["max"]:
        return f"{what} less than or equal to {limits['max']}"
    if "enum" in limits and value not in limits["enum"]:
        return f"satisfy enum value set: {list(limits['enum'])[:10]}"
    if "pattern" in limits and not _pattern(limits["pattern"]).fullmatch(value):
        return f"satisfy regular expression pattern: {limits['pattern']}"
    return None
