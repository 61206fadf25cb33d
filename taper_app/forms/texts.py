"""Short texts as they are typed, pasted with blanks round and inside them."""

from django import forms


class TextField(forms.CharField):
    """One line; blanks at its ends are dropped and those inside it made single."""

    def to_python(self, value: object) -> str:
        return " ".join(super().to_python(value).split())


class IdentifierField(forms.CharField):
    """A patient's number as the clinic writes it; the blanks it is often printed with are dropped."""

    def to_python(self, value: object) -> str:
        return "".join(super().to_python(value).split()).upper()
