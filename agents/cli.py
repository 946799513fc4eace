"""The command `dementi`: a table of its commands, each a module with `arguments(parser)` and `run(args) -> int`.

Modules are imported only when their command runs, so that `dementi replay` starts without Faust.
"""

import argparse
import importlib
import sys

from agents.settings import StartError

COMMANDS = {
    "demo": ("agents.demo.running", "show the service at work on a small wire of invented stories"),
    "serve": ("agents.serving", "run the service: broker, poller and both apps, until Ctrl-C"),
    "agents": ("agents.running", "run one worker of the stateless or the stateful steps"),
    "poll": ("agents.poller", "ask the feeds, and put what is new onto the running broker"),
    "topics": ("agents.provisioning", "make the topics that are missing on the running broker"),
    "feeds": ("agents.feeds", "check the list of feeds, or print an example of one"),
    "watch": ("agents.watching", "print each alert of the running broker as it comes"),
    "replay": ("agents.replaying", "run a stream file through the pipeline, without a broker"),
    "explain": ("agents.explaining", "say why a case was opened, or which gate stopped a pair"),
    "send": ("agents.sending", "put a stream file onto the running broker"),
    "dead-letters": ("agents.dead_letters", "list, show and retry messages that failed"),
    "schemas": ("agents.documenting", "print or write the JSON Schemas of the public messages"),
}


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    argv = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="dementi", description="Tells the desk when an official denies a report.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, summary) in COMMANDS.items():
        sub = commands.add_parser(name, help=summary, description=summary)
        if argv[:1] == [name]:
            importlib.import_module(module).arguments(sub)
    args = parser.parse_args(argv)
    try:
        return int(importlib.import_module(COMMANDS[args.command][0]).run(args))
    except StartError as error:
        print(f"dementi {args.command}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
