"""Names that anybody chose are text on the page, and nothing else."""

import base64
import hashlib
import re

import pytest

from jobanalytics import JobSet

NAMES = [
    "</script><script>document.title(1)</script>",
    "<!--<script>",
    "<img src onerror>",
    "a.b[0]['c']",
    'it\'s "quoted" \\ and \\u0022',
    "line\u2028separator\u2029end",
    "\x1b[31mred\x00",
    "\u202eright to left",
    "datum.x, alert(1)",
    "${alert(1)} {{ 7*7 }} {% raw %}",
    "__proto__",
    "image",
    "Ψ(θ) 能量 🙂",
]


@pytest.fixture(scope="module")
def hostile(folder_of_all, tmp_path_factory):
    """Jobs whose metrics, hyperparameters and values have such names."""
    lines = [
        f"Metrics - {name}={i + place}; iteration_number={i};"
        for place, name in enumerate(NAMES)
        for i in range(3)
    ]
    hyperparameters = [
        {name: NAMES[(place + job) % len(NAMES)] for place, name in enumerate(NAMES)}
        for job in (0, 0, 1)
    ]
    jobs = JobSet(
        [
            folder_of_all(f"<b>{job}&amp;", lines, **given)
            for job, given in enumerate(hyperparameters)
        ]
    )
    return jobs.report(
        tmp_path_factory.mktemp("page") / "r.html", metrics=NAMES, goal="max", by=NAMES[0]
    )


def test_scripts_are_ours_and_no_more(hostile, read):
    page = read(hostile)
    # data, Vega, and the three of this package
    assert len(page.scripts) == page.source.count("<script") == page.source.count("</script>") == 5
    assert "<!--" not in page.source
    policy = next(
        attributes["content"]
        for tag, attributes in page.attributes
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    allowed = re.findall(r"'sha256-([^']+)'", policy.partition("script-src")[2].partition(";")[0])
    assert allowed == [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in page.scripts[1:]
    ]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_no_element_and_no_attribute_is_made(hostile, read):
    page = read(hostile)
    assert not {"img", "b", "iframe", "object"} & set(page.elements)
    names = {name for _, attributes in page.attributes for name in attributes}
    assert not [name for name in names if name.startswith("on")]
    assert {"href": "#m0"} in [attributes for tag, attributes in page.attributes if tag == "a"]


def test_names_are_shown_and_what_is_invisible_spelt_out(hostile, read):
    page = read(hostile)
    for name in NAMES[:5]:
        assert " ".join(name.split()) in page.text
    assert r"line\u2028separator\u2029end" in page.text
    assert r"\x1b[31mred\x00" in page.text
    assert r"\u202eright to left" in page.text
    assert "{{ 7*7 }}" in page.text
    assert not re.search("[\x00-\x08\x0e-\x1f\u202a-\u202e]", page.source)
    assert page.data["jobs"] == ["<b>0&amp;", "<b>1&amp;", "<b>2&amp;"]


def test_the_page_works(hostile, browse):
    page = browse(hostile)
    assert page.locator("figure").count() == 3 * len(NAMES)
    assert page.title() == "Sweep of 3 hybrid jobs"
    assert page.evaluate("Object.prototype.toString.call({})") == "[object Object]"
    page.locator("#m0-curves [data-do=log]").click()
    page.locator("#m0-curves[data-drawn='2']").wait_for()
    canvas = page.locator("#m0-curves canvas")
    canvas.scroll_into_view_if_needed()
    canvas.hover()
    assert "<b>" in page.locator(".tip").inner_text()


def test_reasons_of_failures_are_text(aws, job_name, tmp_path, read):
    arn = aws.create_job(job_name, "FAILED", failure_reason="<script>1</script>\n \x1b[0m & more")
    aws.put_log_events(arn, ["hello"])
    page = read(JobSet(arn).report(tmp_path / "report.html"))
    assert r"<script>1</script> \x1b[0m & more" in page.text
    assert len(page.scripts) == 2


def test_names_are_called_as_on_plots_and_in_the_shell(folder, tmp_path, read):
    job = folder("a\u200bb\u061cc\td", ["Metrics - e=1; iteration_number=0;"], note="x\ny")
    page = read(JobSet([job]).report(tmp_path / "report.html"))
    assert page.data["jobs"] == [r"a\u200bb\u061cc\td"]
    assert r"note = x\ny" in page.text


def test_jobs_of_one_name_are_told_apart_everywhere(aws, job_name, tmp_path, read):
    """In certificates, doubts, failures and mergers as in tables and charts."""
    arns = [aws.create_job(job_name, "FAILED", failure_reason="no luck") for _ in range(2)]
    for arn in arns:
        aws.put_log_events(arn, ["Metrics - e=1; iteration_number=0;"])
        aws.put_log_events(arn, ["Metrics - e=2; iteration_number=0;"])
    page = read(JobSet(arns).report(tmp_path / "report.html"))
    names = page.data["jobs"]
    assert len(set(names)) == 2
    for name in names:
        assert f"{name} FAILED: no luck" in page.text
        assert f"{name} true" in page.text
    assert "2 jobs logged several different values of e at one iteration" in page.text
    bare = page.text.count(job_name) - sum(page.text.count(name) for name in names)
    assert bare == 0
