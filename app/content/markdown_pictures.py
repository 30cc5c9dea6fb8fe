"""Pictures of an article: their sizes, when they are fetched, and the way to them as large as they are."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from app.content.links import Resolver
from app.content.markdown_elements import alone, remove
from app.content.markdown_headings import HEADINGS
from app.content.policy import MAX_ALT, SIZES, ZOOM


def place_pictures(root: Element, resolver: Resolver) -> None:
    """Every picture with its sizes; one that is a paragraph is a figure, and one that is none of ours is gone."""
    above = True
    for parent in list(root.iter()):
        above = above and parent.tag not in HEADINGS
        for image in [child for child in parent if child.tag == "img"]:
            if not _picture(image, resolver, lazy=not above):
                remove(parent, image)
        if parent.tag == "p" and len(parent) == 1 and parent[0].tag == "img" and alone(parent):
            _figure(parent)
            _zoom(parent, resolver)
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag == "p" and not len(c) and not (c.text or "").strip()]:
            remove(parent, child)


def _picture(image: Element, resolver: Resolver, *, lazy: bool) -> bool:
    written = image.get("src", "")
    picture = resolver.picture(written)
    if picture is None:
        return False
    alt = image.get("alt", "").strip()
    if not alt:
        resolver.report("missing-alt", f"picture '{written}' has no alternative text", written)
    elif len(alt) > MAX_ALT:
        message = f"alternative text longer than {MAX_ALT} characters is cut off"
        resolver.report("missing-alt", message, written)
    image.set("alt", alt[:MAX_ALT])
    image.set("src", resolver.shown_at(picture))
    image.set("width", str(picture.width))
    image.set("height", str(picture.height))
    if choices := resolver.choices(picture):
        image.set("srcset", choices)
        image.set("sizes", SIZES)
    if lazy:
        image.set("loading", "lazy")
    image.set("decoding", "async")
    return True


def _zoom(figure: Element, resolver: Resolver) -> None:
    """A picture that is shown smaller than it is leads to itself, as large as it is; no script is needed."""
    image = figure[0]
    if image.get("srcset"):
        title = resolver.world.labels.get(ZOOM, "")
        link = Element("a", {"class": "zoom", "href": image.get("src", ""), **({"title": title} if title else {})})
        link.append(image)
        figure[0] = link


def _figure(paragraph: Element) -> None:
    paragraph.tag = "figure"
    if caption := paragraph[0].attrib.pop("title", ""):
        SubElement(paragraph, "figcaption").text = caption
