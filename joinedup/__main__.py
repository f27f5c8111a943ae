"""The command line, python -m joinedup: what the book's makers ask for by name."""

import argparse
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from joinedup.evidence.data import BOOK, DATA, check, report, summary


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit status."""
    parser = argparse.ArgumentParser(prog="joinedup", description="Tools for the book's makers.")
    commands = parser.add_subparsers(dest="command", required=True)

    checking = commands.add_parser("check", help="list every fault in data, questions, notebooks")
    checking.add_argument("folder", nargs="?", type=Path, default=DATA, help="the data folder")
    checking.set_defaults(run=_check)

    measuring = commands.add_parser("bank", help="measure the bank of questions, file by file")
    measuring.add_argument("files", nargs="*", help="names without .toml (all when none is named)")
    measuring.set_defaults(run=_bank)

    rewriting = commands.add_parser("notebooks", help="run notebooks and write them back")
    rewriting.add_argument("paths", nargs="*", type=Path, help="which (all when none is named)")
    rewriting.set_defaults(run=_notebooks)

    starting = commands.add_parser(
        "new-chapter", help="begin a chapter: notebook, questions, session"
    )
    starting.add_argument("name", help="words joined by hyphens: the page's address")
    starting.add_argument("title")
    starting.add_argument("--initiative", required=True, help="an id in data/initiatives.csv")
    starting.add_argument(
        "--figures", nargs="+", required=True, help="ids in data/figures.csv, of one unit"
    )
    starting.add_argument("--after", required=True, help="the chapter that it follows in the book")
    starting.set_defaults(run=_new_chapter)

    assigning = commands.add_parser("course", help="write the learner's and the trainer's halves")
    assigning.add_argument("--site", type=Path, default=BOOK / "_build" / "html", help="built book")
    assigning.add_argument("--to", type=Path, default=BOOK / "_build" / "course")
    assigning.set_defaults(run=_course)

    printing = commands.add_parser("councils", help="write each council's two printed pages")
    printing.add_argument("--site", type=Path, default=BOOK / "_build" / "html", help="built book")
    printing.set_defaults(run=_councils)

    serving = commands.add_parser("serve", help="show the built book on this machine")
    serving.add_argument("--port", type=int, default=8000)
    serving.set_defaults(run=_serve)

    options = parser.parse_args(arguments)
    status: int = options.run(options)
    return status


def _check(options: argparse.Namespace) -> int:
    faults = check(options.folder)
    if faults or options.folder != DATA:
        print(report(faults) if faults else summary(options.folder))
        return 1 if faults else 0
    # Questions and notebooks lead to rows of data/, so they are read when those have no faults.
    from joinedup.notebooks import checking
    from joinedup.notebooks.running import find
    from joinedup.writing import bank, questions

    # What the bank is as a whole is known once each question can be read.
    faults = [*(questions.check() or bank.check()), *checking.check(BOOK)]
    if faults:
        print(report(faults, "the data have none"))
        return 1
    banks = len(list(questions.BANK.glob("*.toml")))
    print(f"{summary()} Also {banks} files of questions and {len(find(BOOK))} notebooks.")
    return 0


def _bank(options: argparse.Namespace) -> int:
    from joinedup.writing import bank, questions

    try:
        found = {name: questions.load(name) for name in options.files} or bank.load()
    except (ValueError, FileNotFoundError) as error:
        print(error)
        return 1
    print(bank.report(found))
    faults = bank.check_files(found) if options.files else bank.check(found)
    if faults:
        print("", report(faults, "each question can be read"), sep="\n")
    return 1 if faults else 0


def _notebooks(options: argparse.Namespace) -> int:
    from joinedup.notebooks.kernels import shared_imports

    with shared_imports():  # the kernels' process imports while the data are checked
        faults = check(DATA)
        if faults:
            print(report(faults))
            return 1
        from joinedup.notebooks.running import find, rewrite_all

        return 1 if rewrite_all(options.paths or find(BOOK)) else 0


def _new_chapter(options: argparse.Namespace) -> int:
    from joinedup.notebooks.skeleton import write_chapter

    try:
        written = write_chapter(
            BOOK,
            options.name,
            options.title,
            options.initiative,
            options.figures,
            options.after,
        )
    except ValueError as error:
        print(error)
        return 1
    for path in written:
        print(f"wrote {path.relative_to(BOOK)}")
    print(
        f"Write over what stands there. Then: python -m joinedup notebooks chapters/{options.name}.ipynb"
    )
    print("and make quick, which says what the chapter still lacks.")
    return 0


def _course(options: argparse.Namespace) -> int:
    if not (options.site / "index.html").exists():
        print(f"{options.site} holds no built book: run make site first")
        return 1
    try:
        from joinedup.course import build
    except ModuleNotFoundError as error:
        print(f"{error.name} is not installed: run make course")
        return 1
    except ImportError:
        print("This copy of the book cannot make the course: get the whole book, as its page says")
        return 1
    try:
        made = build.make(options.site, options.to)
    except ValueError as error:
        print(error)
        return 1
    print(build.report(made))
    return 0


def _councils(options: argparse.Namespace) -> int:
    from joinedup.evidence.data import load

    try:
        from joinedup.briefings import council_papers
    except ModuleNotFoundError as error:
        print(f"{error.name} is not installed: run make councils")
        return 1
    try:
        wanted = council_papers.papers(BOOK, load())
        made = council_papers.make_all(wanted, options.site, council_papers.kept_in(BOOK))
    except ValueError as error:
        print(error)
        return 1
    print(council_papers.report(made))
    return 0


def _serve(options: argparse.Namespace) -> int:
    import functools
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    site = BOOK / "_build" / "html"
    if (BOOK / "_build" / ".doctrees" / "unfinished").exists() or not (
        site / "index.html"
    ).exists():
        print("There is no whole build of the book: run make site, and mend what it names.")
        return 1
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(site))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", options.port), handler)
    except OSError:  # the port is taken: let the system choose one
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    print(f"The book is at http://127.0.0.1:{server.server_port}/ (Ctrl+C stops it)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
