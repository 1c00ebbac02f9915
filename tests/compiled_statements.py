"""Statements as SQL, shared by all databases of a process: each would compile them anew, an eighth of the whole run."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event


class Compiled(dict[Any, Any]):
    """Statements as SQL, by the name of their dialect."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, statement: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), statement)


def share() -> None:
    """From now on, all databases of this process share what they compile."""
    compiled = Compiled()

    @event.listens_for(Engine, "engine_connect")
    def share_compiled(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)
