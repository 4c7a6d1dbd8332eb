from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.errors import SettingsError
from assistant.settings import Settings, load

KEY = "sk-test-5f1c0a"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("ONRECORD_") or name.upper() == "OPENAI_API_KEY":
            monkeypatch.delenv(name)


def test_without_an_environment_no_model_is_set() -> None:
    settings = load()

    assert (settings.model, settings.base_url, settings.api_key, settings.data) == (None,) * 4
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)


def test_the_environment_is_read_under_its_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_DATA", "/srv/record")
    monkeypatch.setenv("ONRECORD_MODEL", "a-model")
    monkeypatch.setenv("ONRECORD_BASE_URL", "http://localhost:8000/v1/")
    monkeypatch.setenv("ONRECORD_K", "12")

    settings = load()

    assert settings.data == Path("/srv/record")
    assert (settings.model, settings.k) == ("a-model", 12)
    assert settings.base_url == "http://localhost:8000/v1"


@pytest.mark.parametrize("name", ["ONRECORD_API_KEY", "OPENAI_API_KEY"])
def test_the_key_has_two_names(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, KEY)

    key = load().api_key

    assert key is not None
    assert key.get_secret_value() == KEY


def test_our_own_name_of_the_key_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("ONRECORD_API_KEY", KEY)

    key = load().api_key

    assert key is not None
    assert key.get_secret_value() == KEY


@pytest.mark.parametrize("name", ["API_KEY", "KEY", "MODEL", "DATA", "PORT", "HOST", "K"])
def test_a_name_without_the_prefix_is_not_ours(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = load()
    monkeypatch.setenv(name, "9")

    assert load() == before


def test_settings_can_be_given_by_name() -> None:
    settings = Settings(model="a-model", api_key=SecretStr(KEY), k=3)

    assert settings.api_key == SecretStr(KEY)
    assert (settings.model, settings.k) == ("a-model", 3)


def test_the_key_shows_nowhere(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ONRECORD_API_KEY", KEY)
    settings = load()

    with caplog.at_level(logging.DEBUG):
        logging.getLogger(__name__).info("settings: %s %r", settings, settings)

    assert KEY not in caplog.text
    assert KEY not in settings.model_dump_json()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().k = 9  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ONRECORD_K", "0", "ONRECORD_K: input should be greater than or equal to 1"),
        ("ONRECORD_PORT", "70000", "ONRECORD_PORT: input should be less than or equal to 65535"),
        ("ONRECORD_DEADLINE", "soon", "ONRECORD_DEADLINE: input should be a valid number"),
        ("ONRECORD_BASE_URL", "localhost:8000", "ONRECORD_BASE_URL: must begin with http://"),
        ("ONRECORD_BASE_URL", "https://u:pw9@h/v1", "ONRECORD_BASE_URL: must hold no key"),
    ],
)
def test_a_value_out_of_bounds_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("ONRECORD_API_KEY", KEY)

    with pytest.raises(SettingsError) as raised:
        load()

    message = str(raised.value)
    assert message.startswith(expected)
    assert "\n" not in message
    assert KEY not in message
    assert "pw9" not in message
    assert raised.value.__context__ is None


def test_a_model_needs_a_key_or_a_server_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_MODEL", "a-model")

    with pytest.raises(SettingsError, match=r"^ONRECORD_MODEL needs ONRECORD_API_KEY, or"):
        load()

    monkeypatch.setenv("ONRECORD_BASE_URL", "http://localhost:8000/v1")
    assert load().model == "a-model"


def test_a_key_of_the_file_that_is_no_setting_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"ONRECORD_MODLE=a-model\nOPENAI_API_KEY={KEY}\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="ONRECORD_MODLE: extra inputs") as raised:
        load(file)

    assert str(file) in str(raised.value)
    assert KEY not in str(raised.value)


def test_a_file_may_hold_the_key_under_the_name_openai_gives_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"ONRECORD_MODEL=a-model\nOPENAI_API_KEY={KEY}\n", encoding="utf-8")

    settings = load(file)

    assert settings.model == "a-model"
    assert settings.api_key is not None


def test_the_real_environment_may_hold_what_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_SOMETHING_ELSE", "1")

    assert load().k == Settings.model_fields["k"].default


def test_every_setting_says_what_it_is_for() -> None:
    assert [n for n, f in Settings.model_fields.items() if not f.description] == []
