"""A form as a browser without scripts would send it: what stands in its boxes, with what a test changes."""

import re
from html.parser import HTMLParser

TAGS = re.compile(r"</?(?:form|select)\b[^>]*>|<(?:input|option)\b[^>]*>|<textarea\b.*?</textarea>", re.DOTALL)


class _Form(HTMLParser):
    """The successful controls of the forms with one address."""

    def __init__(self, action):
        super().__init__()
        self.action, self.inside, self.fields = action, False, {}
        self.select = self.textarea = None

    def add(self, name, value):
        if name:
            self.fields.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("action", "") == self.action
        if not self.inside:
            return
        if tag == "input" and (attrs.get("type") not in ("radio", "checkbox") or "checked" in attrs):
            self.add(attrs.get("name"), attrs.get("value", "on" if "checked" in attrs else ""))
        elif tag == "select":
            self.select, self.first = attrs.get("name"), None
        elif tag == "option" and self.select and ("selected" in attrs or self.first is None):
            self.first = True
            self.fields[self.select] = [attrs.get("value", "")]
        elif tag == "textarea":
            self.textarea = (attrs.get("name"), [])

    def handle_data(self, data):
        if self.textarea:
            self.textarea[1].append(data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            self.add(self.textarea[0], "".join(self.textarea[1]).removeprefix("\n"))
            self.textarea = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False


class _Buttons(HTMLParser):
    """The buttons that send a form, and the boxes in which one presses Enter: each by the form that it is of."""

    def __init__(self):
        super().__init__()
        self.ids, self.inside, self.forms, self.found, self.boxes = {}, None, 0, [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside, self.forms = self.forms, self.forms + 1
            self.ids[attrs.get("id")] = self.inside
        if tag == "button" and attrs.get("type", "submit") == "submit":
            self.found.append((attrs.get("form", self.inside), attrs.get("name", "")))
        if tag == "input" and attrs.get("type", "text") in ("text", "number", "search", "password"):
            self.boxes.append(attrs.get("form", self.inside))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None


def pressed_by_enter(response):
    """What Enter in a box presses, the first button of its form, in each form of a page: its name, empty where it has none."""
    reader = _Buttons()
    reader.feed(response.content.decode())
    first = {}
    for form, name in reader.found:
        first.setdefault(reader.ids.get(form, form), name)
    return {first[form] for form in {reader.ids.get(box, box) for box in reader.boxes}}


def fields_of(response, action="", **changes):
    """What the form with this address would send; a change of None leaves a field out."""
    fields = fields_in(response.content.decode(), action)
    assert fields, f"no form for {action!r}"
    return {name: value for name, value in (fields | changes).items() if value is not None}


def fields_in(page, action=""):
    """What the form with this address would send, from the text of a page."""
    reader = _Form(action)
    reader.feed("".join(TAGS.findall(page)))  # a whole page takes the reader longer than the test
    return reader.fields


def own_fields(client, address, **changes):
    """What the form of the page at an address would send back to it, whether or not the form names the address."""
    page = client.get(address)
    return fields_of(page, address if f'action="{address}"' in page.content.decode() else "", **changes)
