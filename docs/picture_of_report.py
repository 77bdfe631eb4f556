"""The picture of a report in the README: the page of examples/12_report.py in headless Chromium.

``python docs/picture_of_report.py docs/report.png``, and look at it: the second column begins at a
fixed height.
"""

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image

EXAMPLE = Path(__file__).parents[1] / "examples" / "12_report.py"


def picture(page: Path, file: Path) -> None:
    """Put the page, down to its first bands, in two columns: the second begins at the curves."""
    width, height = 1000, 2076
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--virtual-time-budget=5000"]
    options += [f"--window-size={width},{2 * height}", f"--screenshot={file.resolve()}"]
    command = [shutil.which("chromium") or "chrome", *options, page.resolve().as_uri()]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - no input of anybody
    whole = Image.open(file).convert("RGB")
    columns = Image.new("RGB", (2 * width, height), "white")
    for column in (0, 1):
        top = column * height
        columns.paste(whole.crop((0, top, width, top + height)), (column * width, 0))
    small = columns.resize((1400, 1400 * height // (2 * width)))
    small.quantize(256, Image.Quantize.FASTOCTREE).save(file, optimize=True)


if __name__ == "__main__":
    picture(runpy.run_path(str(EXAMPLE))["path"], Path(sys.argv[1]))
