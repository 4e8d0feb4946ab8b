"""A picture of the store, drawn in its sizes beside it."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tessera.kit.files.port import Store
from tessera.kit.pictures import NO_PICTURE, SENT_FORMATS, draw_widths, opened


async def draw_beside(store: Store, original: str, widths: Sequence[int]) -> None:
    """Read `original` and put it in every width and encoding into its folder, as `480.avif`.

    No transaction is open meanwhile. Raises `Invalid` where it cannot be drawn, `NotFound`,
    `Unavailable`.
    """
    place = original.rpartition("/")[0]
    with tempfile.TemporaryDirectory(prefix="tessera-draw-") as name:
        folder = Path(name)
        source = folder / "original"
        async with store.read(original) as found:
            with source.open("wb") as written:
                async for chunk in found.chunks:
                    await asyncio.to_thread(written.write, chunk)
        for path in await asyncio.to_thread(_draw, source, widths, folder):
            await store.put(f"{place}/{path.name}", path)


def _draw(source: Path, widths: Sequence[int], folder: Path) -> list[Path]:
    with opened(source, formats=SENT_FORMATS, otherwise=NO_PICTURE) as picture:
        return draw_widths(picture, widths, folder)
