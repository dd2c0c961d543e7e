from __future__ import annotations

import gradio as gr
import pytest

from app.session_state import BareStateHolder


@pytest.fixture
def demo() -> gr.Blocks:
    with gr.Blocks() as demo:
        count = gr.State(3)
        text = gr.Textbox("first", label="shown")
        button = gr.Button()

        def add(text: str, count: int) -> tuple[object, int]:
            return gr.Textbox(value=f"{text} {count}", label="changed"), count + 1

        button.click(add, [text, count], [text, count], api_name="add")
    return demo


def test_a_session_has_its_own_state_and_no_copy_of_the_components(demo: gr.Blocks) -> None:
    holder = BareStateHolder()
    holder.set_blocks(demo)
    state = next(block for block in demo.blocks.values() if isinstance(block, gr.State))
    text = next(block for block in demo.blocks.values() if isinstance(block, gr.Textbox))
    holder["a"][state._id] = 7
    holder["a"]._update_value_in_config(text._id, "what a visitor wrote")
    holder["a"]._update_config(text._id)
    assert (holder["a"][state._id], holder["b"][state._id]) == (7, 3)
    assert list(holder["a"].components) == []
    changed = gr.Textbox(label="of a", render=False)
    holder["a"][text._id] = changed
    assert holder["a"][text._id] is changed
    assert holder["b"][text._id] is text
    assert list(holder["a"].components) == []
