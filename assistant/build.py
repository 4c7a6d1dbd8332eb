"""Settings in, an assistant over the record in its folder out."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from assistant.settings import Settings
from vectorstore.engines import embedder
from vectorstore.errors import RecordMissingError
from vectorstore.record import Record
from vectorstore.schema import IngestSummary

if TYPE_CHECKING:
    from assistant.chain import Assistant

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]


def quiet_dependencies() -> None:
    """Switch off what dependencies would send or fetch by themselves; call before importing them.

    Tracing by LangSmith stays as the user set it: nothing here turns it on.
    """
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")


def data_dir(settings: Settings) -> Path:
    """Return the folder of the record: the one set, else the platform's for user data."""
    return settings.data or Path(platformdirs.user_data_dir("onrecord", appauthor=False))


def ensure_record(settings: Settings, progress: Progress | None = None) -> IngestSummary | None:
    """Read the bundled record in where the folder holds none yet; return what was done, if any.

    Where that was cut short before, it goes on from there.
    """
    directory = data_dir(settings)
    with as_file(files("vectorstore") / "sample") as sample:
        try:
            with Record.open(directory) as record:
                if record.unfinished() != (str(sample),):
                    _tell_if_set_otherwise(record, settings)
                    return None
        except RecordMissingError:
            logger.info("no record in %s: reading the bundled one", directory)
        with record_for_writing(directory, settings) as record:
            return record.ingest([sample], progress)


def record_for_writing(directory: Path, settings: Settings) -> Record:
    """Open the record to add to it, or begin one that the engine that is set embeds.

    Raises:
        ModelFileError: That engine cannot be used here; no record is begun.
        StorageError: The directory or the ledger cannot be used.
    """
    with suppress(RecordMissingError):
        record = Record.open(directory)
        if record.begun:
            _tell_if_set_otherwise(record, settings)
            return record
        record.close()
    model = embedder(settings.embedder)
    model.load()
    return Record.open(directory, model, create=True)


def _tell_if_set_otherwise(record: Record, settings: Settings) -> None:
    """Warn who names an engine for a record that another has embedded."""
    if (
        "embedder" in settings.model_fields_set
        and embedder(settings.embedder).name != record.embedder.name
    ):
        logger.warning(
            "the record in %s keeps to %s, which embedded it: "
            "ONRECORD_EMBEDDER=%s is for new data directories",
            record.directory,
            record.embedder.name,
            settings.embedder,
        )


def build_assistant(settings: Settings, record: Record | None = None) -> Assistant:
    """Return the assistant that `settings` describe, over `record` or the one in their folder.

    Raises:
        RecordMissingError: the folder holds no record.
    """
    from assistant.chain import Assistant
    from assistant.draft import EXTRACTIVE
    from assistant.extractive import ExtractiveComposer
    from assistant.retrieval import Depth

    opened = record or Record.open(data_dir(settings))
    extractive = ExtractiveComposer(opened)
    depth = Depth(late=settings.late_interaction, read=settings.reading, composed=settings.k)
    if not settings.model:
        return Assistant(opened, extractive, extractive, mode=EXTRACTIVE, depth=depth)
    from assistant.meter import Prices
    from assistant.model import ModelComposer
    from assistant.rewrite import Rewriter
    from assistant.server import OPENAI, Patience, PatientModel, Server

    server = Server(
        model=settings.model,
        base_url=settings.base_url or OPENAI,
        api_key=settings.api_key,
    )
    patience = Patience(
        first=settings.first_token_timeout,
        between=settings.chunk_timeout,
        total=settings.deadline,
    )
    model = PatientModel(server, patience)
    composer = ModelComposer(model, settings.context_tokens)
    prices = None
    if settings.price_in is not None and settings.price_out is not None:
        prices = Prices(
            sent=settings.price_in, received=settings.price_out, currency=settings.currency
        )
    return Assistant(
        opened,
        composer,
        extractive,
        mode=composer.mode,
        depth=depth,
        prices=prices,
        rewriter=Rewriter(model) if settings.rewrite else None,
    )
