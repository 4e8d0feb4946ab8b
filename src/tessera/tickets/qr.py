"""A ticket on glass: its QR code as SVG."""

import io

import segno

QUIET_ZONE_MODULES = 4
"""The light border that scanners need (ISO/IEC 18004)."""
MASK = 3


def qr(code: str) -> segno.QRCode:
    """Error correction M survives a wet, folded paper.

    The mask is chosen once for all. Weighing eight of them takes five sixths of the time, and a
    signature is noise already, which is what masks are for (ISO/IEC 18004, 7.8).
    """
    return segno.make_qr(code, error="m", mask=MASK)


def qr_svg(code: str) -> bytes:
    """The code as an SVG that scales."""
    out = io.BytesIO()
    qr(code).save(
        out,
        kind="svg",
        border=QUIET_ZONE_MODULES,
        xmldecl=False,
        svgns=True,
        omitsize=True,
        dark="#000",
        light="#fff",
    )
    return out.getvalue()
