"""The errors of the domain. Each message names the fault, the value, the rule and the way out."""

from __future__ import annotations

from sarex.model.sentence import Sentence


class SarexError(Exception):
    """Something the user can mend. The command line prints its message on one line and exits with 2.

    Those that are also a ValueError may be raised while a file is read into nouns: the reader adds the place. The
    message may be a `Sentence`, which can then be told in other languages.
    """

    @property
    def said(self) -> Sentence:
        """The message; one without words in other languages stands behind what kind of fault it is."""
        if self.args and isinstance(self.args[0], Sentence) and self.args[0].code:
            return self.args[0]
        return Sentence(f"fault.{type(self).__name__}", said=str(self))


class QuantityError(SarexError, ValueError):
    """A length, speed, time, angle or position that cannot be read."""


class IncidentError(SarexError, ValueError):
    """The incident file says something that cannot be used."""


class UnitsError(SarexError, ValueError):
    """The units file says something that cannot be used."""


class ResultsError(SarexError, ValueError):
    """A result of the search says something that cannot be used."""


class TasksError(SarexError, ValueError):
    """An ordered task says something that cannot be used."""


class ObjectError(SarexError):
    """No leeway class, or more than one, answers to this description."""


class ForcingError(SarexError):
    """A forcing source cannot be understood."""


class GridFileError(ForcingError):
    """A grid file of an ocean model: understood, but it holds no wind or current."""


class ForcingGapError(ForcingError):
    """The forcing does not cover the place or the time that the run needs."""


class CoastError(SarexError):
    """The coast cannot be had, or the start positions lie too far inland."""


class CloudError(SarexError):
    """A particle cloud or its file cannot be used as asked."""


class PlanError(SarexError):
    """No search plan can be made from what was given."""


class OutputError(SarexError):
    """A result cannot be written; nothing was left behind."""


class PersonError(SarexError, ValueError):
    """A user of the desk, or a password, cannot be as asked."""


class WorkError(SarexError):
    """Work in a process of its own came to no end."""


class CaseError(SarexError, ValueError):
    """A case cannot take this command."""


class ConflictError(SarexError):
    """The case was changed since the command's author saw it.

    by, what, version : who wrote the newest event, its kind, and the version of the case now
    """

    def __init__(self, message: str, *, by: str, what: str, version: int) -> None:
        super().__init__(message)
        self.by = by
        self.what = what
        self.version = version


class LogError(SarexError):
    """The event log, a file beside it or a backup is damaged, or cannot take this."""
