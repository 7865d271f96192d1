"""The file of a Predict stage: one row an example, its value as JSON. Read without torch."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xstilts.task_types.task_type import Prediction

PREDICTIONS = "predictions.parquet"


def write(predictions: list[Prediction], path: Path) -> None:
    """Write predictions as Parquet."""
    table = pa.table(
        {
            "language": [prediction.language for prediction in predictions],
            "id": [prediction.id for prediction in predictions],
            "value": [json.dumps(prediction.value, ensure_ascii=False) for prediction in predictions],
            "confidence": pa.array([prediction.confidence for prediction in predictions], pa.float64()),
        }
    )
    pq.write_table(table, path)


def read(path: Path) -> list[Prediction]:
    """The predictions of a file that `write` made."""
    columns = pq.ParquetFile(path).read().to_pydict()  # read_table would import pandas
    rows = zip(columns["id"], columns["language"], columns["value"], columns["confidence"], strict=True)
    return [Prediction(name, language, json.loads(value), confidence) for name, language, value, confidence in rows]
