"""What the child process does with a scan: a PDF of pictures in, one with a text layer out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from pydantic import JsonValue

from vectorstore.errors import ReadError

# What tesseract was made for.
DOTS_PER_INCH = 300
POINTS_PER_INCH = 72
MOST_PAGES = 300


def recognize(path: str, tool: str, layered: str) -> Iterator[JsonValue]:
    """Write the recognized file to `layered`; yield its name.

    Raises:
        ReadError: the tool fails, or there are too many pages.
    """
    name = Path(tool).name
    if name == "ocrmypdf":
        command = [tool, "--output-type", "pdf", "--jobs", "2", "--quiet", path, layered]
    else:
        listed = _pictures(path, Path(layered).parent)
        command = [tool, str(listed), layered.removesuffix(".pdf"), "-l", "eng"]
        # Without it the text layer is measured in pixels.
        command += ["--dpi", str(DOTS_PER_INCH), "pdf"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - found on PATH
    if done.returncode != 0 or not Path(layered).is_file():
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise ReadError(path, f"is a scan, and {name} failed on it: {lines[-1][:160]}")
    yield layered


def _pictures(path: str, folder: Path) -> Path:
    """Write each page as a picture; return the file that lists them, for tesseract."""
    document = pypdfium2.PdfDocument(path)
    if len(document) > MOST_PAGES:
        raise ReadError(path, f"is a scan of {len(document)} pages, more than {MOST_PAGES}")
    names: list[str] = []
    for index in range(len(document)):
        bitmap = document[index].render(scale=DOTS_PER_INCH / POINTS_PER_INCH, grayscale=True)
        picture = folder / f"page{index + 1:04}.pgm"
        # Portable graymap: nothing but a header and the pixels, so no imaging library is needed.
        header = f"P5 {bitmap.width} {bitmap.height} 255\n".encode()
        octets = bytes(bitmap.buffer)
        rows = (
            octets[row * bitmap.stride : row * bitmap.stride + bitmap.width]
            for row in range(bitmap.height)
        )
        picture.write_bytes(header + b"".join(rows))
        names.append(str(picture))
    listed = folder / "pages.txt"
    listed.write_text("\n".join(names), "utf-8")
    return listed
