"""The JSON Schema of Circular, for other programs: `python -m extract.schema > docs/circular.schema.json`."""

from __future__ import annotations

import json
import sys

from extract.models import Circular


def circular_schema() -> str:
    """The schema of what `wian read` prints (JSON Schema 2020-12), indented, with a line break at its end."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Circular.model_json_schema(by_alias=True, mode="serialization"),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(circular_schema())
