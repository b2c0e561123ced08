"""Pictures at the sizes that readers need: what is made of an original, when, and what pages say of it."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image
from selectolax.lexbor import LexborHTMLParser, LexborNode

from conftest import SITES, TODAY
from practice.content.images import inspect
from practice.desk.__main__ import main
from practice.pages import images, pictures, views
from practice.pages.kept import Kept
from practice.pages.pictures import USES, File, Pictures, Purpose, Unusable
from practice.settings import REPOSITORY
from practice.site.gates import gates

FORMATS = {"AVIF": "image/avif", "WEBP": "image/webp", "JPEG": "image/jpeg", "PNG": "image/png"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><path d="M0 0h9"/></svg>'


def photo(size: tuple[int, int] = (900, 600), kind: str = "JPEG", mode: str = "RGB", held: int = 1) -> bytes:
    """A soft gradient as a phone writes it: with its maker, how it was held, and where it was."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Example Phones", held
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 9.0, 2.0), 3: "W", 4: (96.0, 49.0, 25.0)})
    file = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(file, kind, exif=exif, comment=b"Jane Roe")
    return file.getvalue()


def logo(size: tuple[int, int] = (900, 600), alpha: int = 0) -> bytes:
    image = Image.new("RGBA", size, (250, 0, 0, 255))
    image.paste((0, 0, 0, alpha), (0, 0, size[0] // 2, size[1]))
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the originals."""
    folder = tmp_path / "content" / "images"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def encodings(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Width and format of everything that is encoded from now on."""
    made: list[tuple[int, str]] = []
    encode = images.encoded

    def spy(image: Image.Image, kind: Any) -> bytes:
        made.append((image.width, kind))
        return encode(image, kind)

    monkeypatch.setattr(images, "encoded", spy)
    return made


def build(folder: Path) -> Pictures:
    """The pictures of a build that begins now, with every original in *folder*."""
    found = {f"content/images/{file.name}": (file, inspect(file)) for file in sorted(folder.iterdir())}
    return Pictures(found, "/clinic/", folder.parents[1] / ".cache" / "images")


def made(folder: Path, *shown: tuple[str, Purpose]) -> tuple[list[views.Image], list[File]]:
    """What pages get, and what is published, when they show *shown*."""
    found = build(folder)
    got = [found.show(f"content/images/{name}", purpose, "words") for name, purpose in shown]
    return got, list(found.files())


def size(file: File) -> tuple[int, int]:
    with Image.open(BytesIO(file.data)) as image:
        image.load()
        return image.size


def kept(folder: Path) -> list[Path]:
    return sorted((folder.parents[1] / ".cache" / "images").iterdir())


# What is made


@pytest.mark.parametrize("purpose", ["portrait", "lead", "figure"])
def test_a_photo_is_made_in_three_formats_at_each_width_of_its_use(folder: Path, purpose: Purpose) -> None:
    (folder / "room.jpg").write_bytes(photo((1700, 20)))
    _, files = made(folder, ("room.jpg", purpose))
    found = {(Image.open(BytesIO(file.data)).format, size(file)[0]) for file in files}

    assert {(kind, width) for kind in ("AVIF", "WEBP", "JPEG") for width in USES[purpose].widths} == found


@pytest.mark.parametrize(("width", "widths"), [(100, [100]), (480, [480]), (700, [480, 700]), (801, [480, 800, 801])])
def test_nothing_is_made_larger_than_the_original(folder: Path, width: int, widths: list[int]) -> None:
    (folder / "room.jpg").write_bytes(photo((width, 50)))
    _, files = made(folder, ("room.jpg", "figure"))

    assert sorted(widths * 3) == sorted(size(file)[0] for file in files)


@pytest.mark.parametrize(
    ("name", "data", "kinds"),
    [
        ("a.jpg", photo(), ["image/avif", "image/webp", "image/jpeg"]),
        ("a.webp", photo(kind="WEBP"), ["image/avif", "image/webp", "image/jpeg"]),
        ("a.avif", photo(kind="AVIF"), ["image/avif", "image/webp", "image/jpeg"]),
        ("a.png", photo(kind="PNG"), ["image/avif", "image/webp", "image/jpeg"]),
        ("a.png", logo(), ["image/avif", "image/webp", "image/png"]),
        ("a.png", logo(alpha=255), ["image/avif", "image/webp", "image/jpeg"]),
    ],
    ids=["jpeg", "webp", "avif", "png", "transparent png", "png with an idle alpha"],
)
def test_the_last_format_is_jpeg_or_png_where_the_ground_shows_through(
    folder: Path, name: str, data: bytes, kinds: list[str]
) -> None:
    (folder / name).write_bytes(data)
    (image,), files = made(folder, (name, "portrait"))

    assert kinds == [kind for kind, _ in image.sources]
    for file in files:
        whole = Image.open(BytesIO(file.data))
        assert [kind for kind, srcset in image.sources if file.name in srcset] == [FORMATS[whole.format or ""]]
        assert ("image/png" in kinds) == (whole.convert("RGBA").getchannel("A").getextrema()[0] == 0)


def test_a_page_is_told_what_was_made(folder: Path) -> None:
    (folder / "room.jpg").write_bytes(photo((900, 601)))
    (image,), files = made(folder, ("room.jpg", "figure"))
    by_address = {f"/clinic/{file.name}": size(file) for file in files}

    assert (900, 601) == (image.width, image.height) == by_address[image.src]
    assert ("words", "(min-width: 44em) 40rem, 92vw") == (image.alt, image.sizes)
    told = {
        address: int(width[:-1])
        for _, srcset in image.sources
        for address, width in (candidate.split(" ") for candidate in srcset.split(", "))
    }
    assert told == {address: width for address, (width, _) in by_address.items()}
    for width, height in by_address.values():
        assert abs(height - image.height * width / image.width) <= 0.5


def test_a_name_tells_the_original_a_digest_and_the_width(folder: Path) -> None:
    (folder / "the-room.jpg").write_bytes(photo((200, 100)))
    _, before = made(folder, ("the-room.jpg", "portrait"))
    (folder / "the-room.jpg").write_bytes(photo((200, 101)))
    _, after = made(folder, ("the-room.jpg", "portrait"))

    assert all(re.fullmatch(r"images/the-room-[0-9a-f]{8}-(160|200)\.(avif|webp|jpg)", file.name) for file in before)
    assert set() == {file.name for file in before} & {file.name for file in after}


def test_other_settings_or_codecs_give_other_names(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "room.jpg").write_bytes(photo((100, 50)))
    _, before = made(folder, ("room.jpg", "figure"))
    monkeypatch.setattr(pictures, "_recipe", lambda: "another")
    _, after = made(folder, ("room.jpg", "figure"))

    assert set() == {file.name for file in before} & {file.name for file in after}


def test_the_recipe_names_the_settings_and_every_codec() -> None:
    recipe = images.recipe()

    for part in ("'quality': 60", "Pillow ", "avif ", "webp ", "libjpeg_turbo ", "littlecms2 "):
        assert part in recipe


def test_a_drawing_is_published_once_as_it_is(folder: Path) -> None:
    (folder / "spine.svg").write_text(SVG)
    (lead, figure), files = made(folder, ("spine.svg", "lead"), ("spine.svg", "figure"))
    digest = hashlib.sha256(SVG.encode()).hexdigest()[:8]

    assert [File(f"images/spine-{digest}.svg", "content/images/spine.svg", SVG.encode())] == files
    assert views.Image(f"/clinic/images/spine-{digest}.svg", 400, 300, "words") == lead == figure


def test_a_link_gets_one_file_that_every_browser_shows(folder: Path) -> None:
    (folder / "room.jpg").write_bytes(photo((1700, 50)))
    (folder / "spine.svg").write_text(SVG)
    found = build(folder)
    links = [found.link("content/images/room.jpg"), found.link("content/images/spine.svg")]
    files = list(found.files())

    assert links == [f"/clinic/{file.name}" for file in files]
    assert (1600, 47) == size(files[0])


def test_what_no_page_shows_is_not_made(folder: Path, encodings: list[tuple[int, str]]) -> None:
    for name in ("shown.jpg", "unused.jpg"):
        (folder / name).write_bytes(photo((60, len(name))))
    _, files = made(folder, ("shown.jpg", "portrait"))

    assert {"content/images/shown.jpg"} == {file.source for file in files}
    assert 3 == len(encodings)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.jpg", photo((700, 90))), ("a.webp", photo((700, 90), "WEBP")), ("a.avif", photo((700, 90), "AVIF"))],
    ids=["jpeg", "webp", "avif"],
)
def test_no_file_says_where_and_by_whom_a_photo_was_taken(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    assert {1, 2, 3, 4} == set(Image.open(folder / name).getexif().get_ifd(0x8825))
    _, files = made(folder, (name, "lead"))

    assert 6 == len(files)
    for file in files:
        image = Image.open(BytesIO(file.data))
        image.load()
        assert ({}, {}) == (dict(image.getexif()), dict(image.getexif().get_ifd(0x8825)))
        for trace in (b"Exif", b"EXIF", b"Example Phones", b"Jane Roe", b"XMP", b"ICC"):
            assert trace not in file.data


@pytest.mark.parametrize(("held", "shape"), [(1, (480, 320)), (3, (480, 320)), (6, (400, 600)), (8, (400, 600))])
def test_a_turned_photo_is_upright_in_every_size(folder: Path, held: int, shape: tuple[int, int]) -> None:
    (folder / "room.jpg").write_bytes(photo((600, 400), held=held))
    (image,), files = made(folder, ("room.jpg", "portrait"))
    width, height = shape

    assert width / height == pytest.approx(image.width / image.height, abs=0.002)
    for file in files:
        assert width / height == pytest.approx(size(file)[0] / size(file)[1], abs=0.01)


def test_two_builds_give_the_same_names_and_bytes(folder: Path, tmp_path: Path) -> None:
    noise = BytesIO()
    Image.effect_noise((490, 200), 90).convert("RGB").save(noise, "JPEG")
    other = tmp_path / "elsewhere" / "content" / "images"
    other.mkdir(parents=True)
    for place in (folder, other):
        (place / "room.jpg").write_bytes(noise.getvalue())
        (place / "logo.png").write_bytes(logo((300, 200)))
    _, first = made(folder, ("room.jpg", "lead"), ("logo.png", "figure"))
    _, second = made(other, ("logo.png", "figure"), ("room.jpg", "lead"))

    assert first == second


def test_encoding_side_by_side_changes_no_byte(folder: Path) -> None:
    """Pillow keeps the settings of a save on the image; two saves of one image at once would mix them."""
    noise = BytesIO()
    Image.effect_noise((490, 300), 90).convert("RGB").save(noise, "JPEG")
    (folder / "room.jpg").write_bytes(noise.getvalue())
    _, files = made(folder, ("room.jpg", "figure"))
    whole = images.bare(noise.getvalue(), inspect(folder / "room.jpg"))
    kinds: dict[str, Any] = {"avif": "avif", "webp": "webp", "jpg": "jpeg"}

    for file in files:
        width, ending = re.findall(r"(\d+)\.(\w+)$", file.name)[0]
        assert images.encoded(images.shrunk(whole, int(width)), kinds[ending]) == file.data


def test_a_picture_changed_while_the_site_is_built_stops_the_build(folder: Path) -> None:
    (folder / "room.jpg").write_bytes(photo((60, 40)))
    found = build(folder)
    found.show("content/images/room.jpg", "figure", "words")
    (folder / "room.jpg").write_bytes(photo((60, 41)))

    with pytest.raises(Unusable, match=r"^content/images/room.jpg: the picture was changed while the site was built"):
        list(found.files())


def test_a_picture_that_vanished_stops_the_build(folder: Path) -> None:
    (folder / "room.jpg").write_bytes(photo((60, 40)))
    found = build(folder)
    (folder / "room.jpg").unlink()

    with pytest.raises(Unusable, match=r"^content/images/room.jpg: the file cannot be read"):
        found.show("content/images/room.jpg", "figure", "words")


# What is kept between builds


def test_a_second_build_encodes_nothing_and_gives_the_same(folder: Path, encodings: list[tuple[int, str]]) -> None:
    (folder / "room.jpg").write_bytes(photo((200, 100)))
    first = made(folder, ("room.jpg", "portrait"))
    assert 6 == len(encodings)

    assert first == made(folder, ("room.jpg", "portrait"))
    assert 6 == len(encodings)


def cut(data: bytes) -> bytes:
    return data[:-1]


def flipped(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]


def emptied(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [cut, flipped, emptied])
def test_a_damaged_entry_is_made_anew(
    folder: Path, encodings: list[tuple[int, str]], damage: Callable[[bytes], bytes]
) -> None:
    (folder / "room.jpg").write_bytes(photo((100, 50)))
    first = made(folder, ("room.jpg", "figure"))
    entry = kept(folder)[1]
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))
    encodings.clear()

    assert first == made(folder, ("room.jpg", "figure"))
    assert 1 == len(encodings)
    assert whole == entry.read_bytes()


def test_a_build_that_ends_on_the_way_leaves_no_half_entry(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "room.jpg").write_bytes(photo((100, 50)))
    first = made(folder, ("room.jpg", "figure"))
    for entry in kept(folder):
        entry.unlink()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            made(folder, ("room.jpg", "figure"))
    left = kept(folder)
    assert left
    assert all(entry.name.startswith(".") for entry in left)

    assert first == made(folder, ("room.jpg", "figure"))
    assert 3 == len(kept(folder))


def test_what_the_last_build_did_not_use_is_dropped(folder: Path) -> None:
    for name in ("one.jpg", "two.jpg"):
        (folder / name).write_bytes(photo((60, ord(name[0]))))
    made(folder, ("one.jpg", "figure"), ("two.jpg", "figure"))
    assert 6 == len(kept(folder))
    made(folder, ("two.jpg", "figure"))

    assert 3 == len(kept(folder))


def test_a_folder_that_cannot_be_written_costs_time_and_no_build(folder: Path) -> None:
    (folder / "room.jpg").write_bytes(photo((60, 40)))
    (folder.parents[1] / ".cache").write_text("a file where the folder should be")

    assert 3 == len(made(folder, ("room.jpg", "figure"))[1])


def test_what_is_kept_is_found_again_and_nothing_else(tmp_path: Path) -> None:
    entries = Kept(tmp_path / "kept")
    entries.put("a", b"bytes")
    entries.put("empty", b"")

    assert [b"bytes", b"", None] == [entries.get(name) for name in ("a", "empty", "b")]


# What pages show


def theme() -> Environment:
    return Environment(
        loader=FileSystemLoader(REPOSITORY / "theme" / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def drawn(image: views.Image, **options: bool) -> LexborHTMLParser:
    macro = theme().get_template("components/picture.html").module.picture  # type: ignore[attr-defined]
    return LexborHTMLParser(str(macro(image, **options)))


PHOTO = views.Image(
    "/a-800.jpg", 800, 600, 'a "b"', (("image/avif", "/a.avif 800w"), ("image/jpeg", "/a.jpg 800w")), "9vw"
)


def attributes(tree: LexborHTMLParser | LexborNode, selector: str) -> dict[str, str | None]:
    node = tree.css_first(selector)
    assert node
    return dict(node.attributes)


def test_a_picture_offers_its_formats_and_its_shape_and_waits_until_it_is_near() -> None:
    tree = drawn(PHOTO)

    assert {"type": "image/avif", "srcset": "/a.avif 800w", "sizes": "9vw"} == attributes(tree, "picture > source")
    assert {
        "src": "/a-800.jpg", "srcset": "/a.jpg 800w", "sizes": "9vw", "width": "800", "height": "600",
        "alt": 'a "b"', "loading": "lazy", "decoding": "async",
    } == attributes(tree, "picture > img")  # fmt: skip


def test_the_leading_picture_comes_first() -> None:
    found = attributes(drawn(PHOTO, lead=True), "img")

    assert ("high", False) == (found["fetchpriority"], "loading" in found)


def test_a_drawing_is_a_plain_image() -> None:
    tree = drawn(views.Image("/a.svg", 400, 300, "b"))

    assert [] == tree.css("picture, source")
    assert {"src": "/a.svg", "width": "400", "height": "300", "alt": "b", "loading": "lazy", "decoding": "async"} == (
        attributes(tree, "img")
    )


LEAD = """
![A room with a bed](../images/room.jpg "The *room* at {practice}")

Look ![at this](../images/spine.svg) closely.

"""
STEPS = """### During

1. **Lie down:** You lie on soft pads.

    ![Someone lies face down](../images/room.jpg)

2. **Tube:** A thin tube goes into the bone.
    ![A tube in a bone](../images/spine.svg "The tube, seen from the side")
3. **Balloon:** See [the room](../images/room.jpg).

"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site whose procedure shows pictures in every way, and that holds one that no page shows."""
    root = Path(shutil.copytree(SITES / "sample", tmp_path_factory.mktemp("pictures") / "site"))
    folder = root / "content" / "images"
    (folder / "room.jpg").write_bytes(photo((700, 500), held=6))
    (folder / "spine.svg").write_text(SVG)
    (folder / "unused.jpg").write_bytes(photo((90, 60)))
    file = root / "content" / "procedures" / "trigger-point-injection.md"
    text = file.read_text(encoding="utf-8")
    text = text.replace("\nType:", "\nImage: ../images/room.jpg\nImage_alt: The room\nType:", 1)
    text = text.replace("\n## Who it may help", f"{LEAD}\n## Who it may help", 1)
    file.write_text(re.sub(r"### During\n.*?(?=### After)", STEPS, text, flags=re.DOTALL), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TODAY", TODAY)
        assert 0 == main(["html", "--site", str(root)])
    return root


def page(site: Path, name: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / "output" / name / "index.html").read_bytes())


def outline(node: LexborNode | None) -> list[str]:
    """The tags inside *node*, with what pictures and captions say."""
    assert node
    says = {"img": lambda each: f"img {each.attributes['alt']}", "figcaption": lambda each: str(each.text())}
    return [
        says.get(each.tag or "", lambda each: str(each.tag))(each) for each in node.css("p, figure, img, figcaption")
    ]


def test_a_picture_below_a_step_is_a_figure_after_its_words(site: Path) -> None:
    first, second, third = page(site, "procedures/trigger-point-injection").css(".course > li")[1:4]

    assert ["p", "figure", "img Someone lies face down"] == outline(first)
    assert ["p", "figure", "img A tube in a bone", "The tube, seen from the side"] == outline(second)
    assert ["p"] == outline(third)


def test_a_paragraph_of_one_picture_is_a_figure_and_one_among_words_stays_there(site: Path) -> None:
    told = outline(page(site, "procedures/trigger-point-injection").css_first(".lead"))

    assert ["figure", "img A room with a bed", "The *room* at Example Pain Clinic", "p", "img at this"] == told[1:]


def test_the_leading_picture_of_a_procedure_stands_below_its_facts(site: Path) -> None:
    tree = page(site, "procedures/trigger-point-injection")

    assert "high" == attributes(tree, ".facts + figure img")["fetchpriority"]
    assert ("500", "700") == tuple(attributes(tree, ".facts + figure img")[name] for name in ("width", "height"))


def test_a_portrait_is_shown_and_told_to_search_engines(site: Path) -> None:
    tree = page(site, "physicians/alex-example")
    src = attributes(tree, ".portrait img")["src"]
    script = tree.css_first("script[type='application/ld+json']")

    assert script
    assert f'"image":"{src}"' in script.text().replace('": "', '":"')
    assert ["image/avif", "image/webp"] == [node.attributes["type"] for node in tree.css(".portrait source")]


def test_the_built_site_holds_what_pages_show_and_no_more(site: Path) -> None:
    names = {file.name for file in (site / "output" / "images").iterdir()}
    pages = [file.read_text(encoding="utf-8") for file in sorted((site / "output").rglob("*.html"))]

    assert {"room", "spine", "vertebra", "alex-example"} == {re.split(r"-[0-9a-f]{8}", name)[0] for name in names}
    assert names == {name for text in pages for name in re.findall(r"(?<!\.\.)/images/([\w.-]+)", text)}


def test_the_shape_on_the_page_is_the_shape_of_the_file(site: Path) -> None:
    shapes = {
        (node.attributes["src"] or "", int(node.attributes["width"] or 0), int(node.attributes["height"] or 0))
        for file in (site / "output").rglob("*.html")
        for node in LexborHTMLParser(file.read_bytes()).css("img")
        if not (node.attributes["src"] or "").endswith(".svg")
    }

    assert shapes
    for src, width, height in shapes:
        assert (width, height) == Image.open(site / "output" / src.lstrip("/")).size


# What the gates see


HTML = """<!doctype html><html lang="en"><head><title>Home</title><link rel="icon" href="/icon.svg"></head>
<body data-page="home"><h1>Home</h1>{}</body></html>"""


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ('<img src="/a.jpg" alt="" srcset="/a.jpg 1w, b/c.jpg 2w">', []),
        ('<img src="/none.jpg" alt="">', ["/none.jpg"]),
        ('<img src="/a.jpg" alt="" srcset="/a.jpg 1w, /none.jpg 2w">', ["/none.jpg"]),
        ('<picture><source srcset="/none.avif 1w,\n/none.webp 2w"></picture>', ["/none.avif", "/none.webp"]),
        ('<script src="none.js"></script>', ["none.js"]),
        ('<img src="../a.jpg" alt="">', []),
        ('<img src="" alt="">', [""]),
    ],
)
def test_every_file_that_a_page_loads_was_written(tmp_path: Path, body: str, missing: list[str]) -> None:
    (tmp_path / "index.html").write_text(HTML.format(body))
    sources = {"index.html": ("content/pages/home.md",), "a.jpg": (), "b/c.jpg": (), "icon.svg": ()}
    message = 'content/pages/home.md: page /: asks for "{}", which was not made; correct its address in the template'

    told = [str(each) for each in gates(tmp_path, "/", sources) if "asks for" in each.message]

    assert [message.format(address) for address in missing] == told


def test_an_icon_that_was_not_written_is_seen(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(HTML.format(""))
    (fault,) = gates(tmp_path, "/", {"index.html": ("content/pages/home.md",)})

    assert 'asks for "/icon.svg", which was not made; correct its address in the template' == fault.message


def test_files_are_looked_for_below_the_base(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(HTML.format('<img src="/clinic/icon.svg" alt="">'))
    (fault,) = gates(tmp_path, "/clinic/", {"index.html": (), "icon.svg": ()})

    assert "/icon.svg" in fault.message
