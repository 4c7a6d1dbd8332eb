"""Letters, reports and corrections: one statement each, with page and printed numbers."""

from __future__ import annotations

import io
from pathlib import Path

from reportlab.lib.utils import simpleSplit  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from vectorstore.readers.pdf import read_pdf
from vectorstore.schema import Statement

# A letter of the Secretary-General of 8 August 2025, as issued.
LETTER = Path(__file__).parent / "printed" / "S_2025_508.en.pdf"
# ARG_08_1953, whose paragraphs the record numbers.
NUMBERED = (
    "1. First, let me congratulate Mrs. Pandit most cordially on her election to the high office"
    " which, to the honour of India, she is holding at this Assembly.",
    "2. Despite the appreciable advance represented by the armistice in Korea, this eighth session"
    " faces us with the same problems and with the same uncertainty about our ability to solve"
    " them.",
    "3. The question of Korea is at present the crux of our difficulties and also the basis for a"
    " possible agreement which, if it came into being, would make it possible to settle all other"
    " questions.",
)


def _document(folder: Path, symbol: str, title: str, paragraphs: tuple[str, ...]) -> Statement:
    """Set a document as reports are: one column, a masthead, space between paragraphs."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=1)
    canvas.setFont("Times-Roman", 14)
    canvas.drawString(123, 740, "United Nations")
    canvas.drawString(497, 740, symbol)
    canvas.setFont("Times-Bold", 18)
    canvas.drawString(123, 706, "Security Council")
    canvas.setFont("Times-Roman", 9)
    for row, line in enumerate(["Distr.: General", "12 March 2002", "Original: English"]):
        canvas.drawString(397, 706 - 12 * row, line)
    canvas.setFont("Times-Bold", 12)
    canvas.drawString(123, 620, title)
    y = 590.0
    canvas.setFont("Times-Roman", 10)
    for paragraph in paragraphs:
        for line in simpleSplit(paragraph, "Times-Roman", 10, 366):
            canvas.drawString(123, y, line)
            y -= 12
        y -= 6
    canvas.drawString(65, 45, "02-12345 (E)")
    canvas.drawString(65, 30, "*0212345*")
    canvas.save()
    path = folder / "document.pdf"
    path.write_bytes(buffer.getvalue())
    (found,) = read_pdf(path, path.name)
    return found


def test_a_real_letter_is_one_statement_without_a_speaker() -> None:
    (letter,) = read_pdf(LETTER, LETTER.name)
    assert letter.id == "S_2025_508.en"
    assert (letter.speaker, letter.country) == (None, None)
    assert (letter.meeting, letter.body) == ("S/2025/508", "UN Security Council")
    assert str(letter.date) == "2025-08-08"
    title = (
        "Letter dated 8 August 2025 from the Secretary-General addressed to the President of the"
        " Security Council"
    )
    assert letter.extra["title"] == title
    assert [paragraph.kind for paragraph in letter.paragraphs] == ["note", *["speech"] * 4]
    assert letter.paragraph_text(1) == title
    assert letter.paragraph_text(3) == (
        "Pursuant to that request, I note that the International Maritime Organization has"
        " indicated that, up to 8 August 2025, no new incidents had occurred since the previous"
        " report (S/2025/455)."
    )
    assert "2512864" not in letter.text
    assert {paragraph.page for paragraph in letter.paragraphs} == {1}


def test_printed_numbers_are_kept_and_are_no_part_of_the_words(tmp_path: Path) -> None:
    report = _document(tmp_path, "S/2002/250", "Report of the Secretary-General", NUMBERED)
    numbered = [one for one in report.paragraphs if one.printed_number is not None]
    assert [one.printed_number for one in numbered] == ["1", "2", "3"]
    assert report.paragraph_text(numbered[0].number) == NUMBERED[0].removeprefix("1. ")
    assert report.text[numbered[2].start : numbered[2].end] == NUMBERED[2].removeprefix("3. ")


def test_a_corrigendum_belongs_to_its_meeting(tmp_path: Path) -> None:
    words = ('Page 3, right-hand column. For "shall" read "should" in the third paragraph.',)
    found = _document(tmp_path, "S/PV.4644/Corr.1", "Corrigendum", words)
    assert found.meeting == "S/PV.4644"
    assert found.extra["symbol"] == "S/PV.4644/Corr.1"
    assert found.speaker is None
