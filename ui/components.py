"""The two components of the page: the transcript and the source reader.

Both have a constant template without a single placeholder, because Gradio's templates
evaluate what they are given. The words travel as JSON in the component's value and are
drawn by the modules in `static/`, as text nodes only.

They are plain instances of `gr.HTML`: a subclass would make Gradio write an interface
file into this folder whenever it is imported.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

#: What runs when a component appears: its module draws into it.
_DRAW = """
const root = (window.gradio_config && window.gradio_config.root) || '';
const base = new URL(root.replace(/\\/?$/, '/'), window.location.href).pathname;
import(window.location.origin + base + 'room/%s.js')
  .then((module) => module.mount({element, props, trigger, watch, events}));
"""

#: The names in quotes are the events the transcript triggers; Gradio finds them by
#: reading this text.
_TRANSCRIPT = "const events = ['ask', 'undo', 'stop', 'renew'];" + _DRAW % "transcript"
_READER = "const events = [];" + _DRAW % "reader"


def transcript(value: dict[str, Any]) -> gr.HTML:
    """Return the masthead, conversation and question box.

    Args:
        value: `{"holding", "styles", "starters", "longest"}` at first, then one message
            for each answer (see `ui.turns`).
    """
    return gr.HTML(
        value=value,
        html_template='<div class="room-transcript"></div>',
        js_on_load=_TRANSCRIPT,
        apply_default_css=False,
        elem_id="transcript",
    )


def source_reader() -> gr.HTML:
    """Return the place where a document is read; it fetches what it shows."""
    return gr.HTML(
        value={},
        html_template='<div class="room-reader"></div>',
        js_on_load=_READER,
        apply_default_css=False,
        elem_id="reader",
    )
