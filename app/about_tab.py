"""The About tab: what is shown, how it is measured, where the examples come from."""

from __future__ import annotations

from html import escape

import gradio as gr

from restoration import Settings, list_examples, priorlens_version

_TEXT = """
## What this shows
A generative editor such as GPT-4o can restore a photo well and still change what it shows: proportions change, things
move, appear or vanish. The study [*A Preliminary Study for GPT-4o on Image Restoration*](https://arxiv.org/abs/2505.05621)
(2025) reported that, and also that such images are strong **visual priors**. PriorLens lets you check both claims on
your own photos. It tests the claims; it does not reproduce the study's numbers.

| Pane | What it is |
|---|---|
| Degraded | your photo |
| Generated | the generator's image, on the generator's own canvas |
| Generated, aligned | the same, moved back onto your photo's grid by the measured flow |
| Baseline | restored from the degraded photo alone |
| Prior-guided | restored from the degraded photo and the aligned generated image: tone from the prior, structure from the photo |
| Ground truth | if you have it |

## How it is measured
- **Nothing is recompressed.** Every image travels as PNG, and the badge on a pane says whether the pixels your browser
  decoded are the server's, by SHA-256.
- **PSNR and SSIM** need ground truth. Without it the same formulas are shown as *change from input*, which says how
  much was altered, not how good it is.
- **Every number names its protocol.** The chip beside it says how it was computed; a click recomputes all of them the
  next way (RGB, luma, without a border, scaled to the truth's brightness), and ranks can flip.
- **An aligned score is never shown alone.** Warping by flow raises PSNR of anything, so the table of stages shows every
  one with its coverage and the *null gain*: what the same procedure gains on unrelated images, in the mean and with its spread.
- **Every image states its source.** "simulated" means our simulator redrew the ground truth; no generator was asked.

## Privacy
- **Photos** stay on the machine that runs this page, unless you choose the OpenAI or Gemini API as the source: then the
  degraded photo is sent there. An upload is deleted when its comparison is stored, or when you close the page.
- **Results** are kept under an address that cannot be guessed; who has the link sees them. They are removed after {days}
  days, earlier where room is needed, or at once by *Delete my results* on the Batch tab. Nothing of them is kept then,
  except images that a paid API made: those are kept as they came, so that nobody pays for them twice.
- **Your own key** is sent for one run in a request of its own, held in memory in two halves, and overwritten after the
  run. It is never stored or logged.
- **A cookie** with a random number tells your browser from others: for limits, and so that only you can delete your
  results. The list of your photos is kept in your browser.
"""


_LIMITS = """
## Limits of this page
- **A photo** has at most {megapixels:g} megapixels and {megabytes:g} MB, sides of at most {side} px, and is at most
  {aspect:g} times as long as it is wide.
- **A run** has at most {photos} photos. {hosted}
- **One photo is computed at a time.** Runs take turns, photo by photo, in the order they were asked for; between
  addresses they alternate. Whoever waits is told the place and the time. A run is dropped when its page is closed.
"""
_HOSTED = """One visitor compares at most {hourly} photos an hour and stores at most {daily:g} MB of results
  a day; {waiting} runs from one address wait at most. Five times as much is for all visitors behind one address."""


def limits_text(settings: Settings) -> str:
    """What this page takes, as Markdown."""
    hosted = ""
    if settings.max_hourly_photos is not None and settings.max_visitor_bytes is not None:
        hosted = _HOSTED.format(
            hourly=settings.max_hourly_photos,
            daily=settings.max_visitor_bytes / 1e6,
            waiting=settings.max_waiting_per_address,
        )
    return _LIMITS.format(
        megapixels=settings.max_pixels / 1e6,
        megabytes=settings.max_bytes / 1e6,
        side=settings.max_side,
        aspect=settings.max_aspect,
        photos=settings.max_photos,
        hosted=hosted,
    )


def build_about_tab(settings: Settings) -> None:
    days = f"{settings.keep_seconds / 86_400:g}"
    text = _TEXT.replace("{days}", days) + limits_text(settings) + f"\nPriorLens {priorlens_version()}\n"
    gr.Markdown(text, elem_classes="pg-about")
    rows = "".join(
        f"<tr><th scope='row'>{escape(e.title)}</th><td class='pg-words'>{escape(e.photo)}</td>"
        f"<td>{escape(e.licence)}</td><td class='pg-words'>{escape(e.degradation)}</td>"
        f"<td class='pg-words'>{escape(e.generation)}</td></tr>"
        for e in list_examples()
    )
    gr.HTML(
        "<div class='pg-scroll'><table class='pg-table'><caption>Shipped examples</caption><thead><tr>"
        "<th scope='col'>Example</th><th scope='col'>Photo</th><th scope='col'>Licence</th>"
        "<th scope='col'>Degraded by</th><th scope='col'>Generated by</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )
