"""What goes wrong between a program and a server."""

from plugdex.model.errors import PlugdexError


class Unanswered(PlugdexError):
    """The server refused a request, failed, or could not be reached.

    ``status`` is that of HTTP, and ``None`` where no answer came at all.
    """

    code = "unanswered"
    title = "The server gave no answer"

    def __init__(self, detail: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.status = status
