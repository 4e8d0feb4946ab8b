"""Errors as people meet them on a terminal: sentences and an exit code, never a traceback."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tessera.kit.errors import Invalid, TesseraError


@contextmanager
def told_in_sentences() -> Iterator[None]:
    """Print an error that was raised on purpose and exit with 1 (with 130 after Ctrl-C)."""
    try:
        yield
    except Invalid as error:
        for problem in error.problems:
            tell(f"{problem.path}: {problem.message}" if problem.path else problem.message)
        sys.exit(1)
    except TesseraError as error:
        tell(str(error))
        sys.exit(1)
    except PermissionError as error:
        tell(f"{error.filename} belongs to another user: start as that user, or remove it.")
        sys.exit(1)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        tell("The disk is full: free some space, then start again.")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def tell(sentence: str) -> None:
    """One line on stderr."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
