"""What went wrong, as a sentence for the person at the keyboard."""


class StudyError(Exception):
    """Could not be done. The message says what happened, where, and what to do; the program ends with `exit_code`."""

    exit_code = 3


class Stopped(StudyError):
    """Whoever had asked for it stopped it; nothing of it was kept."""


class UsageError(StudyError):
    """The command was asked for in a way it does not understand."""

    exit_code = 2
