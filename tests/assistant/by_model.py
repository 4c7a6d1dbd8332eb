"""An assistant whose model is a scripted server on loopback."""

from __future__ import annotations

from pydantic import SecretStr

from assistant.build import build_assistant
from assistant.chain import Assistant
from assistant.settings import Settings
from tests.assistant.scripted_server import ScriptedServer
from vectorstore.record import Record


def by_model(council: Record, server: ScriptedServer, **more: object) -> Assistant:
    """Return an assistant over `council` that asks `server`; `more` are further settings."""
    fields = {
        "model": "scripted",
        "base_url": server.base_url,
        "api_key": SecretStr("sk-secret"),
        "first_token_timeout": 8,
        "deadline": 12,
        **more,
    }
    settings = Settings(_env_file=None, **fields)  # type: ignore[arg-type]
    return build_assistant(settings, council)
