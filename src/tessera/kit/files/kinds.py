"""What a file is, by its first bytes: never by what it says of itself."""

HEAD_BYTES = 64
PICTURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
VIDEO_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ")


def picture_suffix(head: bytes) -> str:
    """`jpg`, `png`, `webp` or `avif`; empty for anything else."""
    for start, suffix in PICTURES.items():
        if head.startswith(start):
            return suffix
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:12] in (b"ftypavif", b"ftypavis"):
        return "avif"
    return ""


def film_suffix(head: bytes) -> str:
    """`mp4` (ISO base media) or `webm` (EBML whose document type is that); else empty."""
    if head[4:8] == b"ftyp" and head[8:12] in VIDEO_BRANDS:
        return "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return "webm"
    return ""
