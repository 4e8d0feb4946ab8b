"""Files are kept, read whole and in part, replaced and removed, wherever they are kept."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tessera.kit.errors import NotFound, Unavailable
from tessera.kit.files.cloudinary import CloudinaryAccount, CloudinaryStore
from tessera.kit.files.disk import DiskStore
from tessera.kit.files.port import Span, Store
from tessera.kit.files.s3 import S3Store
from tessera.kit.files.signature_v4 import EMPTY, Credentials, signed
from tests.fixtures.stores import BUCKET, CLOUD, KEY, SECRET, cloudinary_server, s3_server

NAME = "titles/0123abc/480.avif"
TEXT = bytes(range(256)) * 4000


@pytest.fixture(scope="module", params=["disk", "s3", "cloudinary"])
async def store(request: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    """Each place that there is."""
    match request.param:
        case "disk":
            yield DiskStore(tmp_path_factory.mktemp("store"))
        case "s3":
            with s3_server() as (url, key_id, secret):
                s3 = S3Store(url, BUCKET, Credentials(key_id, secret, "us-east-1"))
                yield s3
                await s3.close()
        case _:
            async with cloudinary_server() as cloud:
                account = CloudinaryAccount(CLOUD, KEY, SECRET, cloud.url, cloud.url)
                far = CloudinaryStore(account)
                yield far
                await far.close()


async def read(store: Store, name: str, span: Span | None = None) -> tuple[bytes, int, int]:
    """What comes, how long it was said to be, and how large the whole is."""
    async with store.read(name, span) as found:
        come = b"".join([chunk async for chunk in found.chunks])
        return come, found.length, found.size


async def test_file_is_kept_read_in_part_replaced_and_removed(store: Store, tmp_path: Path) -> None:
    """What is asked for comes, byte by byte; removed twice is removed."""
    source = tmp_path / "source"
    source.write_bytes(b"older")
    await store.put(NAME, source)
    source.write_bytes(TEXT)
    await store.put(NAME, source)

    whole = await read(store, NAME)
    part = await read(store, NAME, Span(1000, 1009))
    end = await read(store, NAME, Span(len(TEXT) - 3, None))
    for _ in range(2):
        await store.remove(NAME)

    assert whole == (TEXT, len(TEXT), len(TEXT))
    assert part == (TEXT[1000:1010], 10, len(TEXT))
    assert end == (TEXT[-3:], 3, len(TEXT))
    with pytest.raises(NotFound):
        await read(store, NAME)


@pytest.mark.parametrize("name", ["../secret", "titles/../../secret", "/etc/passwd", "A.txt", ""])
async def test_name_that_leads_elsewhere_is_not_looked_for(store: Store, name: str) -> None:
    """A store has names of its own, and no folders of others."""
    with pytest.raises(NotFound):
        await read(store, name)


async def test_wrong_secret_is_told_as_unavailable(tmp_path: Path) -> None:
    """The S3 server proves signatures; what it refuses reaches nobody as an error of theirs."""
    source = tmp_path / "source"
    source.write_bytes(TEXT)
    with s3_server() as (url, key_id, _):
        wrong = S3Store(url, BUCKET, Credentials(key_id, "wrong", "us-east-1"))
        with pytest.raises(Unavailable, match="403"):
            await wrong.put(NAME, source)
        await wrong.close()


def test_signature_is_the_one_of_the_vendors_example() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, GET Object."""
    now = datetime(2013, 5, 24, tzinfo=UTC)
    credentials = Credentials(
        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1"
    )
    url = "https://examplebucket.s3.amazonaws.com/test.txt"

    headers = signed(credentials, "GET", url, digest=EMPTY, now=now, more={"Range": "bytes=0-9"})

    proof = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    assert headers["authorization"].endswith(f"Signature={proof}")
