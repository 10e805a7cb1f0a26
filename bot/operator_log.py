"""What the operator is told of turns: that something happened which he may have to account for, and never to whom."""

from collections.abc import Iterable

import structlog

from handlers.turn import Change
from storage import erasure, linking, roles, team

_log = structlog.get_logger(__name__)


def tell(committed: Iterable[Change]) -> None:
    """Log a line for each change that the operator may have to account for.

    Args:
        committed: the changes of a turn, which have been made.
    """
    for change in committed:
        match change.query:
            case erasure.erase:
                _log.info("data.erased")
            case linking.join:
                _log.info("account.linked")
            case linking.leave:
                _log.info("account.unlinked")
            case roles.make_invite:
                _log.info("role.offered")
            case team.join:
                _log.info("role.taken")
