"""Streamlit's store of uploads, asked as its server asks it."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec


def upload(files: MemoryUploadedFileManager, session: str, file_id: str, size: int) -> int:
    """The HTTP status of an attempt."""
    try:
        files.add_file(session, UploadedFileRec(file_id, "a.png", "image/png", b"x" * size))
    except HTTPException as refusal:
        return refusal.status_code
    return 200


def place(files: MemoryUploadedFileManager, session: str) -> str:
    return files.get_upload_urls(session, ["a.png"])[0].file_id
