"""Renders the chat templates of the fixtures with Python's Jinja2, as the transformers library does.

Run by hand where jinja2 is installed:
    python3 scripts/chat_templates/render_expected.py              writes expected.json
    python3 scripts/chat_templates/render_expected.py --show NAME CONVERSATION
"""

import datetime
import hashlib
import json
import pathlib
import sys

import jinja2
import jinja2.ext
import jinja2.sandbox

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "chat_templates"
NOW = datetime.datetime(2024, 7, 26, 12, 0, 0, tzinfo=datetime.timezone.utc)


class Generation(jinja2.ext.Extension):
    """`{% generation %}`: marks what the model wrote, and changes nothing of the text."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_keep"), [], [], body).set_lineno(line)

    def _keep(self, caller):
        return caller()


def refuse(message):
    raise jinja2.TemplateError(message)


def to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def render(text, conversation):
    environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    environment.filters["tojson"] = to_json
    environment.globals["raise_exception"] = refuse
    environment.globals["strftime_now"] = lambda form: NOW.strftime(form)
    return environment.from_string(text).render(
        messages=conversation["messages"],
        tools=conversation.get("tools"),
        documents=None,
        add_generation_prompt=True,
        bos_token="<s>",
        eos_token="</s>",
    )


def main():
    conversations = json.loads((FOLDER / "conversations.json").read_text())
    if sys.argv[1:2] == ["--show"]:
        name, conversation = sys.argv[2:4]
        sys.stdout.write(render((FOLDER / name).read_text(), conversations[conversation]))
        return
    expected = {}
    for path in sorted(FOLDER.glob("*.jinja")):
        expected[path.name] = {}
        for name, conversation in conversations.items():
            try:
                text = render(path.read_text(), conversation)
                digest = hashlib.sha256(text.encode()).hexdigest()[:16]
            except Exception:  # whatever a template does wrong, it refuses the conversation
                digest = "error"
            expected[path.name][name] = digest
    (FOLDER / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")


main()
