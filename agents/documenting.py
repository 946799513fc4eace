"""`dementi schemas [OUT]`: the JSON Schemas of the public messages, printed or written, a file a topic."""

import argparse
import sys
from pathlib import Path

import orjson

from agents.topics import TOPICS
from schemas.json_schema import schema_of


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", nargs="?", type=Path, metavar="OUT", help="a folder for the files; none: print them")


def run(args: argparse.Namespace) -> int:
    """0 when all were written, 2 when the folder cannot be."""
    documents = {topic.name: schema_of(topic.message) for topic in TOPICS if topic.public}
    if args.out is None:
        print(orjson.dumps(documents, option=orjson.OPT_INDENT_2).decode())
        return 0
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        for name, document in documents.items():
            text = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
            (args.out / f"{name}.json").write_bytes(text)
    except OSError as error:
        print(f"dementi schemas: {error}", file=sys.stderr)
        return 2
    return 0
