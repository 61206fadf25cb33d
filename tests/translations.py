"""Bring each language's texts to what the patient's papers say now, and compile them: new texts are added empty, gone ones are
taken out.

American English has only what differs from British, so nothing is added there. script/translate calls it.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from taper_app.engine import load_catalogue

APP = Path(__file__).parent.parent / "taper_app"
KEYWORDS = {"_": None, "gettext_lazy": None, "pgettext_lazy": ((1, "c"), 2)}


def texts_in(folder: Path) -> list[tuple[str | None, str]]:
    """Every text of the papers as (context, text), once each, in the order of the files."""
    found = extract_from_dir(folder, keywords=KEYWORDS)
    return list(dict.fromkeys((context, text) for _file, _line, text, _comments, context in found))


def texts_of_papers() -> list[tuple[str | None, str]]:
    """Every text of the patient's papers: those that stand in the code, and the sentences of each market."""
    markets = load_catalogue().markets.values()
    said = [(None, sentence) for market in markets for sentence in (market.crisis, market.driving)]
    return list(dict.fromkeys([*texts_in(APP / "handouts"), *said]))


def updated(old: str, texts: list[tuple[str | None, str]], *, adds: bool) -> str:
    """A django.po with its head as it is and a place for each text; where nothing is added, only texts that it has already."""
    known, made = read_po(io.BytesIO(old.encode())), Catalog()
    for context, text in texts:
        before = known.get(text, context)
        if before or adds:
            kept = {"auto_comments": before.auto_comments, "user_comments": before.user_comments} if before else {}
            made.add(text, before.string if before else "", context=context, flags=before.flags if before else (), **kept)
    body = io.BytesIO()
    write_po(body, made, width=120, omit_header=True)
    head, blank, _ = old.partition("\n\n")
    return head + blank + body.getvalue().decode().strip() + "\n"


def compiled(path: Path) -> None:
    """Writes what is printed, beside its texts. Where they are in it already it stays: it would only have another date."""
    made = path.with_suffix(".mo")
    texts = read_po(io.BytesIO(path.read_bytes()))
    if made.exists() and said_in(read_mo(io.BytesIO(made.read_bytes()))) == said_in(texts):
        return
    with made.open("wb") as file:
        write_mo(file, texts)


def said_in(catalog: Catalog) -> dict[tuple[str | None, str], str]:
    """What is translated, by (context, text)."""
    return {(each.context, each.id): each.string for each in catalog if each.id and each.string}


def adds_to(folder: str) -> bool:
    """Whether a folder of texts has every text: English has only what is not as in British English."""
    return not folder.startswith("en_")


def main() -> None:
    texts = texts_of_papers()
    for path in sorted((APP / "locale").glob("*/LC_MESSAGES/django.po")):
        language = path.parent.parent.name
        made = updated(path.read_text(encoding="utf-8"), texts, adds=adds_to(language))
        path.write_text(made, encoding="utf-8")
        compiled(path)
        empty = [each.id for each in read_po(io.BytesIO(made.encode())) if each.id and not each.string]
        print(f"{language}: {len(empty)} to translate" + "".join(f"\n  {text}" for text in empty))


if __name__ == "__main__":
    main()
