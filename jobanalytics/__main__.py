"""``python -m jobanalytics``: the command line."""

from __future__ import annotations

from jobanalytics.cli import main

if __name__ == "__main__":
    main()
