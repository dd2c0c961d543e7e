"""What of a prior may be shown to a network: not what the report calls hallucinated."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from restoration.records import HALLUCINATED, Alignment, DistortionReport

_SOFT_SHARE = 0.005  # of the longer side: the outlines of hallucinated places are no more exact than that


def hallucinations_masked(prior: Alignment, report: DistortionReport) -> Alignment:
    """The same alignment, not trusted where `report` finds content that the input contradicts.

    Confidence (H, W) falls to 0 there, softly at the outlines, and `valid` is False: so that no other weight makes the place
    valid again. Flow and image stay as they are.
    """
    hallucinated = (report.labels == HALLUCINATED).astype(np.float32)
    if not hallucinated.any():
        return prior
    spread = max(1.0, _SOFT_SHARE * max(hallucinated.shape))
    wider = cv2.dilate(hallucinated, np.ones((3, 3), np.uint8), iterations=round(spread))
    doubt = np.maximum(cv2.GaussianBlur(wider, (0, 0), spread), hallucinated)
    return replace(
        prior,
        confidence=(prior.confidence * (1 - doubt)).astype(np.float32),
        valid=prior.valid & (doubt < 0.5),
    )
