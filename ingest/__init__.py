"""Bytes of a file to a Document of lines and tables; knows PDFs, pictures and OCR, nothing of circulars."""

from ingest.document import Document, Page
from ingest.errors import DocumentError
from ingest.read import read_document
from ingest.render import page_picture

__all__ = ["Document", "DocumentError", "Page", "page_picture", "read_document"]
