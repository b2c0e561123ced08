"""``make rollback``: the former release to its host again."""

from __future__ import annotations

import argparse

from practice.deploy.order import rollback
from practice.desk.deploy import arguments_of_both, ended


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    arguments_of_both(parser)


def run(call: argparse.Namespace) -> int:
    """Bring the former release back; return 1 when there is none, or visitors do not get it."""
    return ended(call, call.site.resolve(), rollback)
