"""What a field says of what it does not take."""

import pytest
from django.core.exceptions import ValidationError


def refused(field, typed):
    """The sentences with which a field refuses what was typed."""
    with pytest.raises(ValidationError) as found:
        field.clean(typed)
    return found.value.messages
