"""The folders of a partitioned export, by the column and the value."""

import pytest
from exported import files_in, sweep_of

from jobanalytics import InvalidArgumentError, JobSet
from jobanalytics.export import read_parquet, write_parquet


def folders(tmp_path, values, name="x"):
    write_parquet(tmp_path, sweep_of(values, name), partition_by=f"hyperparameters.{name}")
    return [file.partition("/")[0] for file in files_in(tmp_path / "observations")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("4", "4"),
        ("0.30", "0.3"),
        ("1e-5", "1e-05"),
        ("NaN", "nan"),
        ("TRUE", "true"),
        ("a/b=c 50%", "a%2Fb%3Dc%2050%25"),
        ("é", "%C3%A9"),
        ("..", ".%2E"),
        ("", ""),
    ],
)
def test_values(tmp_path, value, text):
    assert folders(tmp_path, [value]) == [f"hyperparameters.x={text}"]


def test_null(tmp_path):
    assert "hyperparameters.x=__HIVE_DEFAULT_PARTITION__" in folders(tmp_path, ["a", None])


def test_a_text_that_says_null_is_another_value(tmp_path):
    assert len(folders(tmp_path, ["__HIVE_DEFAULT_PARTITION__", None])) == 2


def test_values_that_differ_in_capitals(tmp_path):
    """No file system takes one for the other."""
    names = folders(tmp_path, ["HEA", "hea", "uCC"])
    assert names == [
        "hyperparameters.x=%48%45%41",
        "hyperparameters.x=hea",
        "hyperparameters.x=uCC",
    ]


@pytest.mark.parametrize(
    ("name", "column"),
    [("n layers", "n layers"), ("größe", "größe"), ("a/b=c%", "a%2Fb%3Dc%25"), ("x[0]", "x[0]")],
)
def test_columns(tmp_path, name, column):
    assert folders(tmp_path, ["1"], name) == [f"hyperparameters.{column}=1"]


def test_a_value_that_is_too_long(tmp_path):
    with pytest.raises(InvalidArgumentError, match=r"'hyperparameters\.x' has a value that is too"):
        folders(tmp_path, ["a" * 250, "b"])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("partition_by", "name"),
    [
        ("n_layers", "hyperparameters.n_layers=1"),
        ("hyperparameters.n_layers", "hyperparameters.n_layers=1"),
        ("state", "state=COMPLETED"),
        ("job_name", "jobs.job_name=a"),
    ],
)
def test_columns_are_found_by_short_names(local_jobs, tmp_path, partition_by, name):
    JobSet(local_jobs).write_parquet(tmp_path / "out", partition_by=partition_by)
    assert files_in(tmp_path / "out")[1] == f"observations/{name}/data.parquet"
    assert read_parquet(tmp_path / "out").observations.height == 5


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("n_layer", "no column 'n_layer' .*did you mean 'n_layers'"),
        (["n_layers"], r"takes the name of one column; got \['n_layers'\]"),
        (True, "takes the name of one column; got True"),
    ],
)
def test_another_column(aws, local_jobs, tmp_path, wrong, message):
    with pytest.raises(InvalidArgumentError, match=message):
        JobSet(local_jobs).write_parquet(tmp_path / "out", partition_by=wrong)
    assert not (tmp_path / "out").exists()


def test_a_column_of_no_jobs(tmp_path):
    with pytest.raises(InvalidArgumentError, match="There are no jobs to group by 'n_layers'"):
        JobSet().write_parquet(tmp_path / "out", partition_by="n_layers")
