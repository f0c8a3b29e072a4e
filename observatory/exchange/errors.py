"""Why a file or a cell of it is refused."""


class CannotRead(Exception):
    """The file as a whole cannot be read as a table; the text says why and what to do."""


class CellError(ValueError):
    """A cell means nothing in its column: the reason, and how to put it right."""

    def __init__(self, reason: str, remedy: str = ""):
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy
