"""Some four hundred files of all formats, from the short texts and tables beside this module, by the programs that people use."""

from __future__ import annotations

import csv
import email.message
import email.policy
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
PROGRAMS = ("soffice", "pandoc", "pdftotext")
INSTALL = "apt-get install --no-install-recommends libreoffice pandoc poppler-utils fonts-noto-cjk; pip install 'qingwen[bench]'"
# Suffix of a file here -> format as pandoc calls it.
_PANDOC = {
    "docx": "docx", "odt": "odt", "rtf": "rtf", "epub": "epub3", "fb2": "fb2", "tex": "latex", "rst": "rst", "org": "org",
    "wiki": "mediawiki", "ipynb": "ipynb", "html": "html5", "pptx": "pptx", "txt": "plain",
}  # fmt: skip
_TITLE = ("--shift-heading-level-by=-1", "--metadata", "lang=zh-CN")  # the first heading is the title, and stands once
_WRITER = {"doc": "doc:MS Word 97", "odt": "odt", "rtf": "rtf", "fodt": "fodt", "html": "html", "docx": "docx", "pdf": "pdf"}
_IMPRESS = {"ppt": "ppt:MS PowerPoint 97", "odp": "odp", "fodp": "fodp", "pptx": "pptx", "pdf": "pdf"}
_CALC = {"xls": "xls:MS Excel 97", "ods": "ods", "fods": "fods", "xlsx": "xlsx", "html": "html", "pdf": "pdf"}


def missing() -> list[str]:
    """The programs that are not there."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def run(*command: str | Path) -> bytes:
    """What a program prints; a failure is told and costs its file alone."""
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # some are in Python themselves
    done = subprocess.run(list(map(str, command)), capture_output=True, check=False, timeout=600, env=plain)
    if done.returncode:
        print(f"{command[0]}: {done.stderr.decode('utf-8', 'replace').strip()[-200:]}", file=sys.stderr)
    return done.stdout


def office(target: str, files: Iterable[Path], folder: Path) -> None:
    """LibreOffice's conversion of all files at once: starting it takes longer than a file."""
    with tempfile.TemporaryDirectory() as profile:
        run(
            "soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", target, "--outdir", folder, *files
        )


def make(folder: Path) -> None:
    """Files `TEXT-PROGRAM.FORMAT` in `folder`, and `TEXT.gold` with what stands in all files of a text."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = sorted((HERE / "texts").glob("*.md"))
    for text in texts:
        (folder / f"{text.stem}.gold").write_bytes(run("pandoc", "-t", "plain", "--wrap=none", text))
        for suffix, name in _PANDOC.items():
            run("pandoc", "-s", *_TITLE, "-t", name, text, "-o", folder / f"{text.stem}-pandoc.{suffix}")
        shutil.copy(text, folder / f"{text.stem}-own.md")
        _messages(text.stem, folder)
        _printed(text.stem, folder)
        if shutil.which("ebook-convert"):  # calibre, where it is there
            for suffix in ("mobi", "azw3"):
                book = folder / f"{text.stem}-calibre.{suffix}"
                run("ebook-convert", folder / f"{text.stem}-pandoc.html", book, "--no-inline-toc")
    _converted(folder, "-pandoc.docx", _WRITER)
    _converted(folder, "-pandoc.pptx", _IMPRESS, "-slides")
    for table in sorted((HERE / "tables").glob("*.csv")):
        rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
        (folder / f"{table.stem}.gold").write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
        shutil.copy(table, folder / f"{table.stem}-own.csv")
        _workbook(rows, folder / f"{table.stem}-openpyxl.xlsx")
    _converted(folder, "-openpyxl.xlsx", _CALC)


def _converted(folder: Path, made: str, formats: dict[str, str], name: str = "") -> None:
    sources = sorted(folder.glob(f"*{made}"))
    for suffix, target in formats.items():
        with tempfile.TemporaryDirectory() as out:
            office(target, sources, Path(out))
            for path in Path(out).glob(f"*.{suffix}"):
                shutil.move(path, folder / f"{path.stem.split('-')[0]}{name}-office.{suffix}")


def _messages(stem: str, folder: Path) -> None:
    """The text as mail, as a page in GB 18030 and as plain text in UTF-16."""
    plain = (folder / f"{stem}.gold").read_text(encoding="utf-8")
    page = (folder / f"{stem}-pandoc.html").read_text(encoding="utf-8")
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["Subject"], mail["From"], mail["MIME-Version"] = stem, "a@example.org", "1.0"
    mail.set_content(plain, charset="utf-8", cte="base64")
    mail.add_alternative(page, subtype="html", charset="gb18030", cte="quoted-printable")
    (folder / f"{stem}-own.eml").write_bytes(mail.as_bytes())
    (folder / f"{stem}-own.html").write_bytes(page.replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030"))
    (folder / f"{stem}-own.txt").write_bytes(plain.encode("utf-16"))


def _printed(stem: str, folder: Path) -> None:
    """The page as a browser prints it, and the plain text as reportlab sets it."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser:
        page, target = folder / f"{stem}-pandoc.html", folder / f"{stem}-chromium.pdf"
        run(
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--print-to-pdf={target}",
            page.as_uri(),
        )
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("p", fontName="STSong-Light", fontSize=11, leading=16, spaceAfter=6, wordWrap="CJK")
    blocks = (folder / f"{stem}.gold").read_text(encoding="utf-8").split("\n\n")
    shown = [Paragraph(b.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br/>"), style) for b in blocks]
    SimpleDocTemplate(str(folder / f"{stem}-reportlab.pdf")).build(shown)


def _workbook(rows: list[list[str]], path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([float(cell) if cell.replace(".", "", 1).isdigit() and len(cell) < 9 else cell for cell in row])
    book.save(path)
