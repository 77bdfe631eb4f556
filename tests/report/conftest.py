"""Reports of jobs in folders, and a real browser that opens them."""

import json
import os
import re
import shutil
from html.parser import HTMLParser

import pytest

from jobanalytics import JobSet


def maker(root):
    """Return what makes a folder of a local job with metric lines below `root`."""

    def make(name, lines, **hyperparameters):
        path = root / "jobs" / name
        path.mkdir(parents=True)
        (path / "log.txt").write_text("".join(f"{line}\n" for line in lines), "utf-8")
        (path / "hyperparameters.json").write_text(json.dumps(hyperparameters), "utf-8")
        return path

    return make


@pytest.fixture
def folder(tmp_path):
    """Make a folder of a local job with these metric lines, and give its path."""
    return maker(tmp_path)


@pytest.fixture(scope="module")
def folder_of_all(tmp_path_factory):
    """Make a folder of a job that several tests look at."""
    return maker(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def sweep(folder_of_all):
    """Six jobs of two numbers of layers; each logs two metrics ten times."""
    return JobSet(
        [
            folder_of_all(
                f"vqe-{layers}-{seed}", lines(layers, seed), n_layers=layers, seed=seed, lr=0.1
            )
            for layers in (1, 2)
            for seed in (0, 1, 2)
        ]
    )


def lines(layers, seed, count=10):
    return [
        f"Metrics - timestamp={1_700_000_000 + i}; energy={-layers - 0.25 * i + 0.125 * seed}; "
        f"loss={layers / (i + 1) + 0.01 * seed}; iteration_number={i};"
        for i in range(count)
    ]


class Page(HTMLParser):
    """What a page says: its texts by element, and its scripts apart."""

    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.source = path.read_text("utf-8")
        self.elements, self.attributes, self.texts, self.scripts = [], [], [], []
        self._open = []
        self.feed(self.source)

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes.append((tag, dict(attrs)))
        self._open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass
        if tag in {"td", "th", "dt", "dd", "li", "p", "h2", "h3"}:
            self.texts.append(" ")

    def handle_data(self, data):
        if self._open and self._open[-1] == "script":
            self.scripts[-1] += data
        elif not self._open or self._open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", "".join(self.texts))

    @property
    def data(self):
        return json.loads(self.scripts[0])


@pytest.fixture
def read():
    return Page


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium, of Debian or Playwright; tests skip where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with api.sync_playwright() as playwright:
        path = shutil.which("chromium") or playwright.chromium.executable_path
        if not os.path.exists(path):  # noqa: PTH110 - a path of Playwright's
            pytest.skip(
                "there is no Chromium: apt install chromium, or playwright install chromium"
            )
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium):
    """Open a report; in the end nothing has gone wrong on its page, and no network was asked."""
    pages, said = [], []

    def open_(path, **context):
        page = chromium.new_page(**context)
        pages.append(page)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url))
        page.goto(path.as_uri())
        assert said.pop(0) == path.as_uri()
        # Selectors are looked up without eval, which the page's policy forbids.
        for figure in page.locator("figure").all():
            figure.and_(page.locator("[data-drawn]")).wait_for()
        return page

    yield open_
    for page in pages:
        page.close()
    assert said == []
