"""PDF: text runs from PDFium, put back into lines, columns and paragraphs."""

from cleaners.readers.pdf.reader import read

__all__ = ["read"]
