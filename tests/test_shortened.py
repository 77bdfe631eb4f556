"""Names are shortened where they are alike, and still differ where there is room for that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jobanalytics.shortened import narrowest, shortened

SWEEP = [f"qaoa-maxcut-{ansatz}-seed-{seed:04}" for ansatz in ("hea", "uccsd") for seed in (0, 1)]


def test_what_has_room_stays():
    assert shortened(SWEEP, 30) == SWEEP
    assert shortened([], 3) == []
    assert shortened(["", "a"], 1) == ["", "a"]


def test_what_is_alike_goes_first():
    assert shortened(SWEEP, 21) == [
        "qaoa-…hea-seed-0000",
        "qaoa-…hea-seed-0001",
        "qaoa-…uccsd-seed-0000",
        "qaoa-…uccsd-seed-0001",
    ]


def test_a_single_name_loses_its_middle():
    assert shortened(["a-name-of-its-own", "", "a-name-of-its-own"], 7) == [
        "a-n…own",
        "",
        "a-n…own",
    ]


@pytest.mark.parametrize(("width", "name"), [(0, ""), (1, "…"), (2, "…"), (3, "…ト")])
def test_wide_letters_are_not_halved(width, name):
    assert shortened(["量子ビット"], width) == [name]


def test_so_narrow_that_they_still_differ():
    least = narrowest(SWEEP, 4)
    assert len(set(shortened(SWEEP, least))) == 4
    assert len(set(shortened(SWEEP, least - 1))) < 4
    assert narrowest(SWEEP, 18) == 18
    assert narrowest(["same", "same"], 2) == 2
    assert narrowest([], 2) == 0


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=5), st.integers(0, 12))
def test_no_text_is_wider(texts, width):
    made = shortened(texts, width)
    assert len(made) == len(texts)
    assert all(cell_len(text) <= width for text in made)
    least = narrowest(texts, width)
    assert len(set(shortened(texts, least))) == len(set(texts))
