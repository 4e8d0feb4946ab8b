"""Posters, backdrops and trailers: sent, looked at by content, drawn, served, replaced."""

import io
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from PIL import Image

from tessera.accounts.model import Role
from tessera.catalog.media.draw import draw_picture, forget_files
from tessera.kit.mail import Mailer
from tessera.services import Workshop
from tests.fixtures.house import create_house
from tests.fixtures.inside import Inside
from tests.fixtures.titles import create_title
from tests.integration.catalog.test_console_pages import HTML, SITE

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42" + bytes(range(256)) * 40


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (600, 900), *, secret: bytes = b""
) -> bytes:
    """A picture; `secret` is what a camera might have put into it."""
    file = io.BytesIO()
    drawn = Image.linear_gradient("L").resize(size).convert("RGB")
    drawn.save(file, kind, **({"exif": b"Exif\x00\x00" + secret} if secret else {}))
    return file.getvalue()


async def send(
    client: httpx.AsyncClient, title_id: int, role: str, *, body: bytes
) -> httpx.Response:
    """Send a file as programs do."""
    headers = {"Content-Type": "application/octet-stream"}
    return await client.put(f"/titles/{title_id}/files/{role}", content=body, headers=headers)


async def draw_all(inside: Inside) -> None:
    """Do every job that draws."""
    shop = Workshop(inside.services, cast("Mailer", None))
    rows = await inside.services.db.pool.fetch(
        "DELETE FROM pgqueuer WHERE entrypoint = 'draw_picture' RETURNING payload"
    )
    for row in rows:
        await draw_picture(shop, bytes(row["payload"]).decode())


async def test_poster_is_drawn_in_sizes_and_says_nothing_of_its_camera(inside: Inside) -> None:
    """AVIF, WebP and JPEG in three widths, kept by caches for ever; nothing larger than it came."""
    title = await create_title(inside.services)
    admin = await inside.person("admin", Role.ADMIN)
    async with inside.by(admin) as client:
        sent = await send(client, title.id, "poster", body=picture(secret=b"GPS 52.5N"))
        before = (await client.get(f"/titles/{title.id}")).json()["poster"]
        await draw_all(inside)
        shown = (await client.get(f"/titles/{title.id}")).json()["poster"]
        base = inside.services.settings.base_url
        got: dict[str, Any] = {}
        for suffix, sizes in shown.items():
            for width, url in sizes.items():
                got[f"{width}.{suffix}"] = await client.get(SITE + url.removeprefix(base))

    assert (sent.status_code, sent.json()["state"], before) == (202, "waiting", None)
    widths = {name: Image.open(io.BytesIO(a.content)).width for name, a in got.items()}
    assert {name: w for name, w in widths.items() if name.endswith("avif")} == {
        "240.avif": 240,
        "480.avif": 480,
        "960.avif": 600,
    }
    assert len(got) == 9
    assert all(b"GPS" not in answer.content for answer in got.values())
    assert all("immutable" in answer.headers["cache-control"] for answer in got.values())
    assert got["240.avif"].headers["content-type"] == "image/avif"


async def test_newer_file_takes_the_place_of_the_older_which_is_forgotten(inside: Inside) -> None:
    """Whichever is drawn first; what was replaced, taken away or has lost its title leaves."""
    title = await create_title(inside.services)
    admin = await inside.person("admin", Role.ADMIN)
    pool, folder = inside.services.db.pool, inside.services.settings.files / "titles"
    async with inside.by(admin) as client:
        for _ in range(2):
            await send(client, title.id, "poster", body=picture())
        await draw_all(inside)
        key = await pool.fetchval("SELECT poster FROM titles WHERE id = $1", title.id)
        gone = await forget_files(inside.services)
        left = [path.name for path in folder.iterdir()]
        away = await client.delete(f"/titles/{title.id}/files/poster")
        none = (await client.get(f"/titles/{title.id}")).json()["poster"]
        await send(client, title.id, "backdrop", body=picture("PNG"))
        await client.delete(f"/titles/{title.id}")
        more = await forget_files(inside.services)
    newest = await pool.fetchval("SELECT count(*) FROM title_files")

    assert (gone, left) == (1, [key])
    assert (away.status_code, none) == (204, None)
    assert (more, newest, list(folder.iterdir())) == (2, 0, [])


async def test_trailer_is_served_in_parts_as_it_came(inside: Inside) -> None:
    """Browsers ask for films by ranges; what no film is, is refused by its content."""
    title = await create_title(inside.services, trailer_url="https://films.test/ran")
    admin = await inside.person("admin", Role.ADMIN)
    async with inside.by(admin) as client:
        before = (await client.get(f"/titles/{title.id}")).json()["trailer"]
        sent = await send(client, title.id, "trailer", body=MP4)
        url = (await client.get(f"/titles/{title.id}")).json()["trailer"]
        path = SITE + url.removeprefix(inside.services.settings.base_url)
        part = await client.get(path, headers={"Range": "bytes=4-7"})
        whole = await client.get(path)

    assert (before, sent.json()["state"]) == ("https://films.test/ran", "ready")
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert part.headers["content-range"] == f"bytes 4-7/{len(MP4)}"
    assert (whole.content, whole.headers["content-type"]) == (MP4, "video/mp4")


@pytest.mark.parametrize(
    ("role", "body", "said"),
    [
        ("poster", b"<svg onload=alert(1)>", "is not a JPEG"),
        ("poster", b"\xff\xd8\xff" + b"no picture at all", "is not a JPEG"),
        ("poster", picture(size=(100, 900)), "240 pixels"),
        ("trailer", picture(), "is not an MP4"),
        ("poster", MP4, "is not a JPEG"),
        ("backdrop", b"", "at most 100 MB"),
    ],
)
async def test_what_is_none_is_refused_by_its_content(
    inside: Inside, role: str, body: bytes, said: str
) -> None:
    """Whatever it says of itself; nothing is kept of it."""
    title = await create_title(inside.services)
    admin = await inside.person("admin", Role.ADMIN)
    async with inside.by(admin) as client:
        answer = await send(client, title.id, role, body=body)

    assert answer.status_code == 422
    assert said in answer.json()["errors"][0]["message"]
    assert await inside.services.db.pool.fetchval("SELECT count(*) FROM title_files") == 0
    assert list(Path(inside.services.settings.var / "incoming").iterdir()) == []


async def test_file_past_the_limit_is_refused_before_it_came(inside: Inside) -> None:
    """By the length it says of itself, and by the bytes that come where it lies."""
    title = await create_title(inside.services)
    admin = await inside.person("admin", Role.ADMIN)

    async def endless() -> Any:
        for _ in range(102):
            yield bytes(1_000_000)

    async with inside.by(admin) as client:
        path = f"/titles/{title.id}/files/trailer"
        said = await client.put(path, content=b"x", headers={"Content-Length": "100000001"})
        came = await client.put(path, content=endless())

    assert (said.status_code, came.status_code) == (413, 413)


async def test_poster_sent_by_form_is_kept_once_and_a_wrong_one_told_at_its_field(
    inside: Inside,
) -> None:
    """Without JavaScript; the same form sent twice keeps one file."""
    house = await create_house(inside.services)
    title = await create_title(inside.services, organization_id=house.organization_id)
    page = f"/organizer/titles/{title.id}"
    async with inside.by(house.owner_id) as owner:
        hidden = await hidden_fields(owner, page, f"{page}/files/poster")
        wrong = await post_file(owner, page, hidden | {"form_key": "other"}, content=b"no")
        right, again = [await post_file(owner, page, hidden, content=picture()) for _ in range(2)]

    assert [wrong.status_code, right.status_code, again.status_code] == [422, 303, 303]
    assert "is not a JPEG" in wrong.text
    assert await inside.services.db.pool.fetchval("SELECT count(*) FROM title_files") == 1


async def hidden_fields(client: httpx.AsyncClient, page: str, to: str) -> dict[str, str]:
    """What the form of a page that leads to `to` carries unseen."""
    text = (await client.get(SITE + page, headers=HTML)).text
    form = text.partition(f'action="{to}"')[2].partition("</form>")[0]
    return {
        name: form.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("csrf_token", "form_key")
    }


async def post_file(
    client: httpx.AsyncClient, page: str, fields: dict[str, str], *, content: bytes
) -> httpx.Response:
    """Send a poster as a browser does."""
    files = {"file": ("a.jpg", content, "image/jpeg")}
    url = f"{SITE}{page}/files/poster"
    return await client.post(url, data=fields, files=files, headers=HTML)
