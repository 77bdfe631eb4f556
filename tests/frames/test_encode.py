"""Texts and their codes: `encode` looks at each text once, and loses none."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from jobanalytics.distinct import encode

TEXTS = st.lists(st.none() | st.sampled_from(["", "a", "energy", "x" * 40, "é"]) | st.text())


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_codes_are_of_the_texts_in_the_order_in_which_they_come_first(pieces):
    """In one piece of memory or in several."""
    texts = pl.concat([pl.Series("text", piece, dtype=pl.String) for piece in pieces])
    codes, distinct = encode(texts)
    assert codes.dtype == pl.UInt32
    assert distinct.to_list() == list(dict.fromkeys(texts.drop_nulls()))
    assert [None if code is None else distinct[code] for code in codes] == texts.to_list()


def test_one_text_and_none():
    for text, distinct in (("a", ["a"]), (None, [])):
        codes, texts = encode(pl.Series([text] * 3, dtype=pl.String))
        assert texts.to_list() == distinct
        assert codes.to_list() == [None if text is None else 0] * 3
