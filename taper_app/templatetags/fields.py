"""How a field of a form, or a part of one, stands in a template: {% field form.name %}."""

from django import template

from taper_app.forms import drawn

register = template.Library()
for draw in (drawn.field, drawn.control, drawn.choice, drawn.hint, drawn.error):
    register.simple_tag(draw)
