"""A report in a real browser: nothing goes wrong, no network is asked, and everything works."""

import re
import zlib
from itertools import pairwise

import numpy as np
import pytest
from job_logs import energies

from jobanalytics import JobSet


@pytest.fixture(scope="module")
def report(sweep, tmp_path_factory):
    return sweep.report(tmp_path_factory.mktemp("page") / "report.html", goal="min")


def redrawn(page, chart, times):
    page.locator(f"#{chart}[data-drawn='{times}']").wait_for()


def first_column(page, table="#jobs ~ .scroll table"):
    rows = page.locator(f"{table} tbody tr:not([hidden])")
    return [row.split("\t")[0] for row in rows.all_inner_texts()]


def test_every_chart_is_drawn(report, browse):
    page = browse(report)
    for canvas in page.locator("canvas").all():
        inked = """canvas => {
            const all = [0, 0, canvas.width, canvas.height];
            const pixels = canvas.getContext("2d").getImageData(...all).data;
            return new Set(new Uint32Array(pixels.buffer)).size;
        }"""
        assert canvas.evaluate(inked) > 20, "nothing is drawn"
    assert page.locator("canvas").count() == 6


def test_a_table_sorts_by_click_and_by_key(report, browse):
    page = browse(report)
    heads = page.locator("#jobs ~ .scroll thead th")
    titles = heads.all_inner_texts()
    assert titles[:4] == ["job", "state", "n_layers", "seed"]
    energy = heads.nth(titles.index("energy, last"))
    energy.get_by_role("button").click()
    assert energy.get_attribute("aria-sort") == "ascending"
    best_first = ["vqe-2-0", "vqe-2-1", "vqe-2-2", "vqe-1-0", "vqe-1-1", "vqe-1-2"]
    assert first_column(page) == best_first
    energy.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert energy.get_attribute("aria-sort") == "descending"
    assert first_column(page) == best_first[::-1]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert [head.get_attribute("aria-sort") for head in heads.all()].count("ascending") == 1
    assert energy.get_attribute("aria-sort") == "none"


def test_what_is_missing_sorts_last_both_ways(folder, tmp_path, browse):
    numbers = {"a": "nan", "b": "10", "c": "-9", "d": "inf", "e": None}
    jobs = JobSet(
        [
            folder(name, [] if value is None else [f"Metrics - e={value}; iteration_number=0;"])
            for name, value in numbers.items()
        ]
    )
    page = browse(jobs.report(tmp_path / "report.html"))
    button = page.get_by_role("button", name="e, last")
    button.click()
    assert first_column(page) == ["c", "b", "d", "a", "e"]
    button.click()
    assert first_column(page) == ["d", "b", "c", "a", "e"]


def test_the_filter_takes_tables_and_curves(report, browse):
    page = browse(report)
    page.get_by_label("Filter").fill("VQE-2 completed")
    page.get_by_text("3 of 6 jobs match").wait_for()
    page.locator("#m0-curves[data-rows='30']").wait_for()
    assert first_column(page) == ["vqe-2-0", "vqe-2-1", "vqe-2-2"]
    assert "Only the jobs that match" in page.locator("#m0-curves .note").inner_text()
    page.get_by_label("Filter").fill("no such job")
    page.get_by_text("No job matches “no such job”.").wait_for()
    assert first_column(page) == []
    page.get_by_label("Filter").fill("")
    page.locator("#m0-curves[data-rows='60']").wait_for()
    assert len(first_column(page)) == 6


def test_hovering_tells_of_the_nearest_point(report, browse):
    page = browse(report)
    canvas = page.locator("#m1-curves canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.7)
    tip = page.locator(".tip")
    tip.wait_for()
    said = dict(line.split("\t") for line in tip.inner_text().splitlines())
    assert said.keys() == {"job", "group", "iteration", "value"}
    layers, seed = map(int, said["job"].split("-")[1:])
    assert said["group"] == f"n_layers = {layers}"
    expected = layers / (int(said["iteration"]) + 1) + 0.01 * seed
    assert float(said["value"]) == pytest.approx(expected)
    assert page.locator("#m1-curves .focus path").get_attribute("d").count("L") == 9
    # What lies on top begins where the plot does: at the line of the y axis.
    left = page.locator("#m1-curves .focus").bounding_box()["x"] - box["x"]
    reds = """(canvas, x) => {
        const pixels = canvas.getContext("2d").getImageData(x, 50, 9, 200).data;
        return [...pixels.filter((_, at) => at % 4 === 0)];
    }"""
    columns = 255 - np.reshape(canvas.evaluate(reds, round(left) - 4), (200, 9)).mean(0)
    assert np.median(columns) < 20
    assert columns[3:6].max() > 60
    page.mouse.move(5, 5)
    tip.wait_for(state="hidden")
    assert page.locator(".focus").count() == 0


def test_the_hovered_curve_follows_a_zoom(report, browse):
    page = browse(report)
    canvas, focus = page.locator("#m1-curves canvas"), page.locator("#m1-curves .focus")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    at = (box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.7)

    def width_of_an_iteration():
        focus.wait_for()
        xs = re.findall(r"[ML]([-\d.]+) ", focus.locator("path").get_attribute("d"))
        return float(xs[1]) - float(xs[0])

    page.mouse.move(*at)
    before = width_of_an_iteration()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    focus.wait_for(state="detached")
    page.wait_for_timeout(300)
    page.mouse.move(at[0] + 1, at[1])
    assert width_of_an_iteration() > 1.2 * before


def test_the_arrow_keys_read_points(report, browse):
    page = browse(report)
    page.locator("#m0-bands .canvas").focus()
    said = []
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        said.append(page.locator(".tip").inner_text().replace("\t", " ").split("\n")[:3])
    assert said == [
        ["group n_layers = 1", "iteration 0", "mean -0.875"],
        ["group n_layers = 1", "iteration 1", "mean -1.125"],
        ["group n_layers = 2", "iteration 1", "mean -2.125"],
        ["group n_layers = 2", "iteration 0", "mean -1.875"],
    ]
    page.keyboard.press("Escape")
    page.locator(".tip").wait_for(state="hidden")


def test_the_legend_filters(report, browse):
    page = browse(report)
    chip = page.locator("#m0-curves .legend").get_by_role("button", name="n_layers = 1")
    assert chip.get_attribute("aria-pressed") == "true"
    chip.click()
    page.locator("#m0-curves[data-rows='30']").wait_for()
    assert chip.get_attribute("aria-pressed") == "false"
    page.locator("#m0-curves .legend").get_by_role("button", name="all").press("Enter")
    page.locator("#m0-curves[data-rows='60']").wait_for()


def test_the_log_scale(report, browse, folder, tmp_path):
    page = browse(report)
    # Energies are negative: there is nothing to draw.
    assert page.locator("#m0-curves [data-do=log]").is_disabled()
    button = page.locator("#m1-curves [data-do=log]")
    before = page.locator("#m1-curves canvas").screenshot()
    button.click()
    redrawn(page, "m1-curves", 2)
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator("#m1-curves canvas").screenshot() != before
    button.click()
    redrawn(page, "m1-curves", 3)
    assert page.locator("#m1-curves .note").inner_text() == ""
    values = [10, -1, 0, "nan", 1e-3]
    lines = [f"Metrics - e={value}; iteration_number={i};" for i, value in enumerate(values)]
    jobs = JobSet([folder(name, lines) for name in "ab"])
    page = browse(jobs.report(tmp_path / "mixed.html"))
    for chart in ("m0-curves", "m0-bands"):
        page.locator(f"#{chart} [data-do=log]").click()
        redrawn(page, chart, 2)
        assert "points are 0 or negative" in page.locator(f"#{chart} .note").inner_text()
    assert page.locator("#m0-curves .note").inner_text().startswith("4 points")


def test_zooming(report, browse):
    page = browse(report)
    canvas = page.locator("#m1-curves canvas")
    whole = canvas.screenshot()
    page.locator("#m1-curves [data-do=in]").press("Enter")
    page.wait_for_timeout(300)
    near = canvas.screenshot()
    assert near != whole
    page.locator("#m1-curves [data-do=reset]").click()
    redrawn(page, "m1-curves", 2)
    page.mouse.move(5, 5)
    assert canvas.screenshot() == whole
    canvas.hover()
    scrolled = page.evaluate("scrollY")
    page.mouse.wheel(0, 200)  # without Ctrl it is the page's
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > scrolled


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_chart_is_saved(report, browse, tmp_path, kind):
    page = browse(report)
    with page.expect_download() as downloading:
        page.locator(f"#m0-curves [data-do={kind}]").click()
    assert downloading.value.suggested_filename == f"energy-curves.{kind}"
    downloading.value.save_as(tmp_path / "saved")
    begin = {"png": b"\x89PNG", "svg": b"<svg"}[kind]
    assert (tmp_path / "saved").read_bytes().startswith(begin)


def test_a_saved_chart_has_its_legend_and_key(aws, job_name, tmp_path, browse):
    arns = [
        aws.create_job(f"{job_name}-{k}", status=state, hyperparameters={"k": str(k)})
        for k, state in enumerate(("COMPLETED", "FAILED", "COMPLETED"))
    ]
    for arn in arns:
        aws.put_log_events(arn, energies(4))
    page = browse(JobSet(arns).report(tmp_path / "report.html", by="k"))
    page.locator("#m0-curves .legend").get_by_role("button", name="k = 2").click()
    page.locator("#m0-curves[data-rows='8']").wait_for()
    page.locator("#m0-curves [data-do=in]").click()
    page.wait_for_timeout(300)
    with page.expect_download() as downloading:
        page.locator("#m0-curves [data-do=svg]").click()
    drawn = downloading.value.path().read_text("utf-8")
    assert all(f">{text}</text>" in drawn for text in ("k = 0", "k = 1"))
    assert ">k = 2</text>" not in drawn
    assert "At the last value of a curve: ✖ FAILED." in drawn
    # The legend has the dashes of the lines, and what is saved is as near as what is seen.
    assert drawn.count('stroke-dasharray="8,3"') == 2
    assert ">0</text>" not in drawn
    assert page.locator(".saved").count() == 0
    dashes = page.locator("#m0-curves .legend line").evaluate_all(
        "lines => lines.map(line => line.getAttribute('stroke-dasharray'))"
    )
    assert dashes == ["1 0", "8 3", "3 2"]


def test_dark_is_dark_and_light_light_and_it_follows_a_change(report, browse):
    page = browse(report, color_scheme="dark")
    corner = "canvas => [...canvas.getContext('2d').getImageData(1, 1, 1, 1).data]"
    canvas = page.locator("#m0-curves canvas")
    assert canvas.evaluate(corner) == [0x15, 0x17, 0x1A, 255]
    page.emulate_media(color_scheme="light")
    redrawn(page, "m0-curves", 2)
    assert canvas.evaluate(corner) == [255, 255, 255, 255]


def test_on_paper_it_is_light_without_controls_and_unfolded(report, browse):
    page = browse(report, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator(".controls, nav, .filter, summary").filter(visible=True).count()
    page = browse(report, color_scheme="dark")  # as a reader has it who prints
    colors = colors_of(page.pdf(format="A4", print_background=True))
    assert "1 1 1" in colors
    dark = (0x15 / 255, 0x17 / 255, 0x1A / 255)
    written = " ".join(f"{channel:.4f}".lstrip("0").rstrip("0") for channel in dark)
    assert written not in colors
    # the charts are lines there, not pixels
    assert colors["curves"] > 100
    page.wait_for_timeout(200)
    assert page.locator("details[open]").count() == 0


def colors_of(pdf):
    """Return how often each colour is set in a PDF, and how many segments of lines it has."""
    found = {"curves": 0}
    for begin in re.finditer(rb"stream\r?\n", pdf):
        try:
            content = zlib.decompressobj().decompress(pdf[begin.end() :])
        except zlib.error:  # fonts and such are packed otherwise
            continue
        found["curves"] += len(re.findall(rb" l\n", content))
        for color in re.findall(rb"([\d.]+ [\d.]+ [\d.]+) (?:rg|RG)\b", content):
            found[color.decode()] = found.get(color.decode(), 0) + 1
    return found


def test_without_javascript_the_tables_are_there(report, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert len(first_column(page)) == 6
    assert "This chart needs JavaScript" in page.locator("#m0-curves").inner_text()
    assert not page.locator(".controls, .filter").filter(visible=True).count()
    context.close()


def test_structure_for_those_who_do_not_see_it(report, browse):
    page = browse(report)
    assert page.locator("h1").count() == 1
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert all(b - a <= 1 for a, b in pairwise(levels))
    nameless = """[...document.querySelectorAll("button, input, [role=region], figure")]
        .filter(one => !(one.getAttribute("aria-label") || one.textContent.trim()
            || document.querySelector(`label[for="${one.id}"]`))).length"""
    assert page.evaluate(nameless) == 0
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(set(ids)) == len(ids)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_comparison_fits_beside_no_scroll_bar(folder, tmp_path, browse):
    values = {1: [-0.0319, "nan", 0.0133, 0.000123456], 2: [-1.23456789, -7.46895, -7.4519]}
    jobs = [
        folder(f"{k}-{seed}", [f"Metrics - e={e}; iteration_number=0;"], n_layers=k, seed=seed)
        for k, es in values.items()
        for seed, e in enumerate(es)
    ]
    path = JobSet(jobs).report(tmp_path / "report.html", goal="min")
    page = browse(path, viewport={"width": 1100, "height": 900})
    table = page.locator("[aria-label='Groups by e']")
    heads = "group N NaN IQM 95 % interval P(better) mean median"
    assert " ".join(text.strip() for text in table.locator("th button").all_inner_texts()) == heads
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
    last = table.locator("tbody tr").last.locator("td").all_inner_texts()
    assert last[3].startswith("[\N{MINUS SIGN}0.0319, ")
    assert last[4] == "0 [0, 0]"


def test_on_a_narrow_screen_nothing_sticks_out(report, browse):
    page = browse(report, viewport={"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pages_without_charts(tmp_path, browse, folder):
    for name, jobs in {"none": JobSet(), "quiet": JobSet(folder("quiet", ["hello"]))}.items():
        page = browse(jobs.report(tmp_path / f"{name}.html"))
        assert page.locator("figure").count() == 0


def test_a_value_without_neighbours_is_a_dot(folder, tmp_path, browse):
    lines = [f"Metrics - e={value}; iteration_number={i};" for i, value in enumerate("1n2")]
    lines[1] = lines[1].replace("=n", "=nan")
    page = browse(JobSet(folder("a", lines)).report(tmp_path / "report.html"))
    blue = """canvas => {
        const all = [0, 0, canvas.width, canvas.height];
        const pixels = canvas.getContext("2d").getImageData(...all).data;
        let count = 0;
        for (let at = 0; at < pixels.length; at += 4) {
            count += pixels[at] < 100 && pixels[at + 2] > 150;
        }
        return count;
    }"""
    assert page.locator("canvas").evaluate(blue) > 20


def test_over_time(sweep, tmp_path, browse):
    path = sweep.report(tmp_path / "report.html", x="timestamp", every=2, metrics="loss")
    page = browse(path)
    page.locator("#m0-curves .canvas").focus()
    page.keyboard.press("ArrowRight")
    assert "time (UTC)\t2023-11-14 22:13:20" in page.locator(".tip").inner_text()
    assert page.locator("figure").count() == 3


@pytest.mark.slow
def test_a_thousand_jobs(folder, tmp_path, browse):
    lines = [f"Metrics - e={i}; iteration_number={i};" for i in range(100)]
    jobs = JobSet([folder(f"vqe-{job}", lines, n_layers=job % 3, seed=job) for job in range(1000)])
    path = jobs.report(tmp_path / "report.html", goal="max")
    assert path.stat().st_size < 3_500_000
    page = browse(path)
    assert len(first_column(page)) == 1000
    page.get_by_label("Filter").fill("vqe-77")
    page.get_by_text("11 of 1000 jobs match").wait_for()
