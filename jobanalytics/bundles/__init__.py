"""Result bundles: the ``model.tar.gz`` that a job leaves, read as its result or extracted.

A bundle is made by the job's own code and is therefore not trusted. It is read as a stream, in
one pass and within fixed limits; nothing of it is executed unless the caller allows unpickling.
The module takes binary streams and paths, and knows nothing of where they come from.
"""

from jobanalytics.bundles.extraction import BundleWarning, copy_bundle, extract_bundle
from jobanalytics.bundles.limits import DEFAULT_LIMITS, BundleLimits
from jobanalytics.bundles.members import read_members
from jobanalytics.bundles.results import (
    RESULTS_NAME,
    StoredResult,
    decode_result,
    parse_result,
    read_result,
    read_result_document,
)

__all__ = [
    "DEFAULT_LIMITS",
    "RESULTS_NAME",
    "BundleLimits",
    "BundleWarning",
    "StoredResult",
    "copy_bundle",
    "decode_result",
    "extract_bundle",
    "parse_result",
    "read_members",
    "read_result",
    "read_result_document",
]
