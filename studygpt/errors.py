"""Exceptions whose messages are sentences for the user."""


class StudyError(Exception):
    """A failure to report to the user.

    The message says what happened, where, and what to do about it. The program exits with `exit_code`.
    """

    exit_code = 3


class Stopped(StudyError):
    """The user stopped the work; none of its results were kept."""


class DecisionNeeded(StudyError):
    """A person must decide something first."""

    exit_code = 1


class Ended(KeyboardInterrupt):
    """The system asked the program to end, or the terminal closed; like Ctrl-C, except for its exit code."""

    def __init__(self, signal_number: int) -> None:
        super().__init__()
        self.exit_code = 128 + signal_number
        """The exit code by which shells name the signal."""


class UsageError(StudyError):
    """A command, query or setting was given something that it does not accept."""

    exit_code = 2
