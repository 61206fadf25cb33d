"""What breaks each rule of the house against attacks, and what looks like it and does not."""

from tests import house_attacks as attacks

PLACE, SCRIPT = "taper_app/views/plans.py", "static/js/taper.js"
DRAWN = "q7Rz2Lx9Kd4" + "Vm8Tb1Nc6Wf3Hj5"  # put together, so that no rule takes it for one
VIOLATIONS = [
    (attacks.sql_from_text, PLACE, "found = Plan.objects.raw(typed)"),
    (attacks.sql_from_text, PLACE, "found = Plan.objects.extra(where=[typed])"),
    (attacks.sql_from_text, PLACE, "from django.db.models.expressions import RawSQL\nfound = RawSQL(typed, [])"),
    (attacks.sql_from_text, PLACE, "cursor.execute(f'SELECT * FROM plan WHERE code = {typed}')"),
    (attacks.sql_from_text, PLACE, "cursor.execute('SELECT * FROM plan WHERE code = ' + typed)"),
    (attacks.starts_programs, PLACE, "import subprocess"),
    (attacks.starts_programs, PLACE, "import os\nos.system(typed)"),
    (attacks.starts_programs, PLACE, "from os import popen\npopen(typed)"),
    (attacks.starts_programs, "taper_app/handouts/render.py", "subprocess.Popen(typed, shell=True)"),
    (attacks.runs_text, PLACE, "total = eval(typed)"),
    (attacks.runs_text, PLACE, "import pickle"),
    (attacks.runs_text, PLACE, "from xml.etree import ElementTree"),
    (attacks.runs_text, PLACE, "import yaml"),
    (attacks.runs_text, PLACE, "from django.template import Template\npage = Template(typed)"),
    (attacks.runs_text, PLACE, "page = engines['django'].from_string(typed)"),
    (attacks.pattern_from_text, PLACE, "import re\nfound = re.search(typed, name)"),
    (attacks.pattern_from_text, PLACE, "import re\nfound = re.compile(rf'^{typed}')"),
    (attacks.pattern_from_text, PLACE, "import re\nfound = re.sub(request.GET.get('text'), '', name)"),
    (attacks.asks_elsewhere, PLACE, "from urllib.request import urlopen"),
    (attacks.asks_elsewhere, PLACE, "from django.core.mail import send_mail"),
    (attacks.asks_elsewhere, PLACE, "import socket"),
    (attacks.weak_chance_or_hash, PLACE, "from random import choice"),
    (attacks.weak_chance_or_hash, PLACE, "import hashlib\nkey = hashlib.md5(text).hexdigest()"),
    (attacks.weak_chance_or_hash, PLACE, "from hashlib import sha1\nkey = sha1(text).hexdigest()"),
    (attacks.takes_any_field, "taper_app/forms/plans.py", "class Meta:\n    fields = '__all__'"),
    (attacks.takes_any_field, "taper_app/forms/plans.py", "class Meta:\n    exclude = ['code']"),
    (attacks.takes_any_field, PLACE, "plans.start_plan(**request.POST.dict())"),
    (attacks.takes_any_field, PLACE, "setattr(user, name, request.POST[name])"),
    (attacks.script_makes_markup, SCRIPT, "box.innerHTML = name;"),
    (attacks.script_makes_markup, SCRIPT, "box.insertAdjacentHTML('beforeend', name);"),
    (attacks.script_makes_markup, SCRIPT, "localStorage.setItem('name', name);"),
    (attacks.script_makes_markup, SCRIPT, "const run = new Function(text);"),
    (attacks.script_makes_markup, SCRIPT, "Object.assign(kept, sent);"),
    (attacks.script_makes_markup, SCRIPT, "for (const key in sent) kept[key] = sent[key];"),
    (attacks.holds_a_secret, "deploy/taper.env", f"SECRET_KEY = '{DRAWN}'"),
    (attacks.holds_a_secret, "tests/backups/test_archive.py", "AGE-SECRET-" + "KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" * 2),
    (attacks.holds_a_secret, "deploy/key.pem", "-----BEGIN EC " + "PRIVATE KEY-----"),
    (attacks.holds_a_secret, "README.md", "token: gh" + "p_" + "a1B2c3D4e5F6" * 3),
]
"""A rule, a place, and a text at that place that breaks the rule."""
ALLOWED = [
    (attacks.sql_from_text, PLACE, "cursor.execute('SELECT 1 WHERE %s', [typed])"),
    (attacks.sql_from_text, PLACE, "rows = formset.extra"),
    (attacks.starts_programs, "taper_app/handouts/render.py", "import subprocess\nsubprocess.Popen(command, shell=False)"),
    (attacks.runs_text, PLACE, "import json\nimport re\nread = json.loads(typed)\nfound = re.compile('x')"),
    (attacks.pattern_from_text, PLACE, "import re\nfound = re.search(rf'^{re.escape(typed)}|{WORDS}', name)"),
    (attacks.asks_elsewhere, PLACE, "from urllib.parse import urlsplit"),
    (attacks.weak_chance_or_hash, PLACE, "import hashlib\nimport secrets\nkey = hashlib.sha256(text).hexdigest()"),
    (attacks.takes_any_field, "taper_app/forms/plans.py", "fields = {'name': name}\nform = PlanForm(request.POST)"),
    (attacks.script_makes_markup, SCRIPT, "box.textContent = name;\nObject.assign(show, { type: 'button' });"),
    (attacks.holds_a_secret, "README.md", "SECRET_KEY='a-key-for-the-tests-only-and-no-other'"),
]
