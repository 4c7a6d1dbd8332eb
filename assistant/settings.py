"""The environment and `.env` in, one frozen record of settings out; only the edges read it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError


class Settings(BaseSettings):
    """Every setting: `ONRECORD_<FIELD>` in the environment, or in the `.env` that is named.

    A key of the `.env` that is no setting is an error. The environment itself holds much that
    is not ours, so a misspelt variable there is not noticed.
    """

    model_config = SettingsConfigDict(
        env_prefix="ONRECORD_",
        frozen=True,
        extra="forbid",
        env_ignore_empty=True,
        populate_by_name=True,
        protected_namespaces=(),
        # The message of a failed validation quotes its input, which may be a key.
        hide_input_in_errors=True,
    )

    data: Path | None = Field(
        None, description="Where the record is kept; else the platform's folder for user data."
    )
    model: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="Chat model that composes answers; without one, quotations make them up.",
    )
    base_url: str | None = Field(
        None, description="An OpenAI-compatible server, up to and with /v1; else OpenAI's own."
    )
    api_key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("ONRECORD_API_KEY", "OPENAI_API_KEY"),
        description="Sent to the model server and nowhere else; a server of one's own needs none.",
    )
    rewrite: bool = Field(
        False,
        description="Let the model also propose how a follow-up reads and what to search for: a "
        "second or more each, and what it proposes is used only as far as code bears it out.",
    )
    embedder: Literal["onnx", "openvino"] = Field(
        "onnx",
        description="What runs the embedding model of a new record: onnx, or openvino (an extra, "
        "faster on processors with AMX). A record keeps to the one it was begun with.",
    )
    k: int = Field(8, ge=1, le=50, description="Paragraphs given to the composer.")
    late_interaction: int = Field(
        100, ge=0, le=200, description="Paragraphs ranked again word by word; 0 switches it off."
    )
    reading: int = Field(
        12,
        ge=0,
        le=100,
        description="Paragraphs read together with the question, to rank them once more; 0 "
        "switches it off.",
    )
    first_token_timeout: float = Field(
        9.0, gt=0, le=600, description="Seconds to wait for a model's first word."
    )
    chunk_timeout: float = Field(
        5.0, gt=0, le=600, description="Seconds to wait between two pieces of a model's reply."
    )
    deadline: float = Field(
        16.0,
        gt=0,
        le=600,
        description="Seconds for a model's whole reply, retries included. With the default any "
        "fault ends in the extractive answer within 20 s; a slow model of one's own needs more.",
    )
    context_tokens: int = Field(
        6000, ge=500, le=1_000_000, description="Upper bound of the paragraphs sent to a model."
    )
    price_in: float | None = Field(
        None, ge=0, description="Price of a million tokens sent, to show what an answer cost."
    )
    price_out: float | None = Field(None, ge=0, description="Price of a million tokens received.")
    currency: str = Field("USD", min_length=1, max_length=8, description="Of the two prices.")
    host: str = Field("127.0.0.1", min_length=1, description="Address the page is served at.")
    port: int = Field(7860, ge=0, le=65535, description="Port of the page; 0 takes a free one.")
    read_only: bool = Field(
        False, description="Serve a page on which nothing can be added, corrected or removed."
    )

    @field_validator("base_url")
    @classmethod
    def _is_a_plain_address(cls, value: str | None) -> str | None:
        """Refuse an address that is none, or that carries a secret where it would be shown."""
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must begin with http:// or https:// and name a host")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("must hold no key, password or query: give the key in its own setting")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _model_can_be_reached(self) -> Self:
        """Refuse a model without a key, except at a server of one's own."""
        if self.model and not self.api_key and not self.base_url:
            raise ValueError(
                "ONRECORD_MODEL needs ONRECORD_API_KEY, or ONRECORD_BASE_URL for a server without"
            )
        return self


def load(env_file: Path | None = None) -> Settings:
    """Return the settings of the environment and, under it, of `env_file` if there is one.

    Raises:
        SettingsError: a value is out of bounds, or the file has a key that is no setting.
    """
    try:
        return Settings(_env_file=env_file, _env_file_encoding="utf-8")
    except ValidationError as error:
        reasons = "; ".join(
            _reason(problem["loc"], problem["msg"])
            for problem in error.errors(include_input=False, include_url=False)
        )
    # Raised out here so that the traceback does not carry the values that failed.
    raise SettingsError(
        f"{reasons}: correct the environment{f' or {env_file}' if env_file else ''}"
    )


def _reason(where: tuple[int | str, ...], message: str) -> str:
    """Return one failed check as a reader knows it: by the name under which the value is set."""
    message = message.removeprefix("Value error, ")
    if not where:
        return message
    field = str(where[0])
    prefix = "ONRECORD_" if field in Settings.model_fields else ""
    return f"{prefix}{field.upper()}: {message[:1].lower()}{message[1:]}"
