"""`dementi explain STREAM`: why a case was opened, or which gate stopped a denial and a report.

With `--case ID` the chain from the stories to the alert; with `--denial ARTICLE` each of its answers, and with
`--report ARTICLE` how far each of them gets with that story.
"""

import argparse
import gzip
import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from agents.terminal import printable
from pipeline.reconcile import Docket
from pipeline.reconcile.explain import answers, tried
from pipeline.replay import replay
from schemas.case import Gate


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stream", type=Path, metavar="STREAM", help="the stories, a JSON object a line (.gz too)")
    parser.add_argument("--case", metavar="ID", help="a case: the alert_id of its alerts")
    parser.add_argument("--denial", metavar="ARTICLE", help="the article in which the denial stands")
    parser.add_argument("--report", metavar="ARTICLE", help="the article that it may answer")


def run(args: argparse.Namespace) -> int:
    """Print the explanation; 0 when there was something to explain, 1 when nothing was found, 2 on a bad call."""
    if not args.case and not args.denial:
        print("dementi explain: name a case (--case ID) or a denial (--denial ARTICLE)", file=sys.stderr)
        return 2
    docket = Docket()
    opened = gzip.open if args.stream.suffix == ".gz" else open
    try:
        with opened(args.stream, "rb") as lines:
            for _ in replay(lines, docket):
                pass
    except (OSError, ValueError) as error:
        print(f"dementi explain: {args.stream}: {error}", file=sys.stderr)
        return 2
    console = Console(highlight=False, soft_wrap=True)
    if args.case:
        return _case(console, docket, args.case)
    return _pair(console, docket, args.denial, args.report)


def _case(console: Console, docket: Docket, case_id: str) -> int:
    case = docket.cases.get(case_id)
    if case is None:
        console.print(f"no case {escape(printable(case_id))}; {len(docket.cases)} cases are known")
        return 1
    console.print(f"[bold]{case.state}[/] revision {case.revision} ({case.reason}), rules {case.rules}")
    for label, places in (("report", case.reports), ("denial", case.denials)):
        for p in places:
            gone = "" if p.live else " (fallen)"
            chain = " citing ".join([p.source, *(link.name for link in p.chain)])
            console.print(
                f"{label}{gone}: {escape(printable(chain))}, {p.published:%Y-%m-%d %H:%M} UTC, {escape(p.article_id)}"
            )
            console.print(f"   {escape(printable(p.quote))}")
    _gates(console, case.gates)
    return 0


def _pair(console: Console, docket: Docket, denial_id: str, report_id: str | None) -> int:
    found = answers(docket, denial_id)
    if not found:
        console.print(f"{escape(denial_id)} answers nothing: no sentence of it takes a stance on a report")
        return 1
    for said in found:
        who = f"{said.statement.speaker or 'the outlet'} ({said.statement.speaker_kind or 'no speaker'})"
        console.print(f"[bold]{said.statement.stance}[/] {escape(printable(who))}, rule {escape(said.statement.rule)}")
        console.print(f"   {escape(printable(said.statement.quote))}")
        if report_id and (pair := tried(docket, said, report_id)):
            console.print(f"   against: {escape(printable(pair.report.statement.quote))}")
            _gates(console, pair.gates)
    return 0


def _gates(console: Console, gates: tuple[Gate, ...]) -> None:
    for gate in gates:
        mark = "[green]passed[/]" if gate.passed else "[red]stopped[/]"
        console.print(f"   {mark} {gate.name}: {escape(printable(gate.reason))}")
