"""The dataset card gives a type to every field that a record has."""

from __future__ import annotations

from typing import Any

import yaml

from cleaners.document import Document
from cleaners.records.card import dataset_card

TYPES = {"string": str, "bool": bool, "int64": int, "float64": float}


def test_every_field_of_a_record_has_its_type() -> None:
    head = yaml.safe_load(dataset_card().split("---\n")[1])
    features = {feature["name"]: feature for feature in head["dataset_info"]["features"]}
    record: dict[str, Any] = Document.of("山上的雪化了。").record()
    assert list(features) == list(record)
    assert [feature["name"] for feature in features["metadata"]["struct"]] == list(record["metadata"])
    for feature in features["metadata"]["struct"]:
        assert type(record["metadata"][feature["name"]]) is TYPES[feature["dtype"]]
    assert features["text"]["dtype"] == "string"
    assert features["removed"]["dtype"] == features["omissions"]["dtype"] == "string"
