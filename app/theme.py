"""Colours and type: system fonts, neutral greys, one accent; nothing is fetched."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

CSS_FILE = Path(__file__).with_name("page.css")
_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"]
_MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Liberation Mono", "monospace"]


def build_theme() -> gr.themes.Base:
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.zinc,
        spacing_size=gr.themes.sizes.spacing_md,
        radius_size=gr.themes.sizes.radius_md,
        text_size=gr.themes.sizes.text_md,
        font=_SANS,
        font_mono=_MONO,
    )
    return theme.set(
        body_background_fill="#fafafa",
        body_background_fill_dark="#131316",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1b1b1f",
        background_fill_secondary="#f4f4f5",
        background_fill_secondary_dark="#222227",
        block_background_fill="#ffffff",
        block_background_fill_dark="#1b1b1f",
        border_color_primary="#e2e2e6",
        border_color_primary_dark="#34343b",
        body_text_color_subdued="#5b5b66",
        body_text_color_subdued_dark="#a6a6b2",
        block_shadow="none",
        block_border_width="1px",
        block_radius="8px",
        container_radius="8px",
        input_radius="6px",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1b1b1f",
        input_border_width="1px",
        input_border_width_dark="1px",
        button_secondary_background_fill_dark="#2c2c33",
        button_secondary_background_fill_hover_dark="#383840",
        button_large_radius="6px",
        button_small_radius="6px",
        button_primary_background_fill="#0f766e",
        button_primary_background_fill_hover="#115e59",
        button_primary_background_fill_dark="#0f766e",
        button_primary_background_fill_hover_dark="#0d9488",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
        block_label_text_size="13px",
        block_title_text_size="13px",
        block_title_text_weight="600",
        block_label_text_weight="600",
    )
