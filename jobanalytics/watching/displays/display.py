"""Display: where views are shown, one after the other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from jobanalytics.watching.view import View

__all__ = ["Display"]


class Display(ABC):
    """Shows views, each in the place of the one before, or below it."""

    @abstractmethod
    def show(self, view: View) -> None:
        """Show a view; the last one stays."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None
