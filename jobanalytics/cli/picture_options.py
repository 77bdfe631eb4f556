"""The options of every picture: where it goes, how large it is, and what stands above it."""

# Typer reads these annotations, so that they are no strings here.

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from jobanalytics.cli.options import STDOUT

__all__ = ["ENDINGS", "Picture", "ScaledPicture"]

ENDINGS = (".png", ".pdf", ".svg")
"""What a picture's file can be."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)", re.ASCII)
# Of a side; a picture of four times as many takes gigabytes.
_MOST_DOTS = 20_000
_PICTURE = "Picture"


@dataclass(frozen=True)
class Picture:
    """A picture in a file; it is checked before anything is read for it."""

    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to: .png, .pdf or .svg; - is a PNG on stdout.",
            rich_help_panel=_PICTURE,
        ),
    ]
    size: Annotated[
        str,
        typer.Option(metavar="WxH", help="Inches, such as 3.5x2.5.", rich_help_panel=_PICTURE),
    ] = "8x5"
    dpi: Annotated[
        int,
        typer.Option(min=10, max=1200, help="Dots per inch of a .png.", rich_help_panel=_PICTURE),
    ] = 150
    title: Annotated[
        str | None, typer.Option(help="What stands above it.", rich_help_panel=_PICTURE)
    ] = None

    def __post_init__(self) -> None:
        """Raise where there can be no such picture.

        Raises
        ------
        typer.BadParameter
            If the file's ending is none of a picture, or the size is none.
        """
        if self.ending not in ENDINGS:
            raise typer.BadParameter(
                f"the ending of {self.output} is none of {', '.join(ENDINGS)}",
                param_hint="--output",
            )
        if not all(0 < inches * self.dpi <= _MOST_DOTS for inches in self.inches):
            raise typer.BadParameter(
                f"expected inches such as 8x5, and up to {_MOST_DOTS:,} dots; got {self.size} at "
                f"{self.dpi} dpi",
                param_hint="--size",
            )

    @property
    def ending(self) -> str:
        """The ending of the file, in small letters; that of a PNG for stdout."""
        return ENDINGS[0] if self.output == STDOUT else Path(self.output).suffix.lower()

    @property
    def inches(self) -> tuple[float, float]:
        """The width and the height; zeros where they are not understood."""
        found = _SIZE.fullmatch(self.size)
        return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


@dataclass(frozen=True)
class ScaledPicture(Picture):
    """A picture with an axis of the metric, whose scale can be chosen."""

    log: Annotated[
        bool | None,
        typer.Option(
            "--log/--linear",
            help="The scale of the metric's axis; as its values need it, if not given.",
            show_default=False,
            rich_help_panel=_PICTURE,
        ),
    ] = None
