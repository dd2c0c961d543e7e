"""align(): canvas → global motion → dense flow → confidence."""

from __future__ import annotations

import cv2
import numpy as np

from restoration.alignment import appearance, canvas, warp
from restoration.image import check_image
from restoration.records import Alignment, FlowArray, ImageArray, Progress


def align(
    generated: ImageArray, reference: ImageArray, *, task: str | None = None, progress: Progress | None = None
) -> Alignment:
    generated, reference = check_image(generated, "generated"), check_image(reference, "reference")
    frame = canvas.make_frame(generated, reference)
    report = progress or (lambda fraction, what: None)
    report(0.0, "aligning")
    plane = canvas.resize_matrix(frame.reference, frame.generated)
    if min(frame.work) < 24 or np.array_equal(generated, reference):
        flow = warp.homography_flow(plane, frame.reference)
        warped, valid = warp.apply(generated, flow)
        same = np.array_equal(generated, reference)
        confidence = np.full(valid.shape, float(same), np.float32)
        note = "" if same else "The image is too small to compare structure."
        return Alignment(
            flow, warped, valid, confidence, frame.canvas_scale, plane, frame.generated, same, note
        )
    fixed = canvas.resize(reference, frame.work)
    moving = canvas.resize(generated, frame.work)
    a = _eight_bit(fixed)
    b = _eight_bit(moving)
    start = _features(a, b)
    seed = warp.homography_flow(start, frame.work)
    best = None
    for initial in (np.zeros_like(seed), seed):
        forward = _dis(a, b, initial)
        score = _similarity(a, warp.sample(b, forward))
        if best is None or score.mean() > best[0]:
            best = score.mean(), forward, score
    assert best is not None
    _, forward, score = best
    backward = _dis(b, a, -forward)
    disagreement = np.linalg.norm(forward + warp.sample(backward, forward), axis=2)
    confidence = np.exp(-disagreement / 2) * np.clip(score, 0, 1) ** 0.5
    flow = warp.to_generated(forward, frame)
    warped, valid = warp.apply(generated, flow)
    confidence = canvas.resize(confidence.astype(np.float32), frame.reference) * valid
    same = bool(confidence.mean() > 0.12)
    to_work = canvas.resize_matrix(frame.reference, frame.work)
    back = canvas.resize_matrix(frame.work, frame.generated)
    homography = back @ start @ to_work
    if not same:
        flow = warp.homography_flow(plane, frame.reference)
        warped, valid = warp.apply(generated, flow)
        homography = plane
    note = "" if same else "There is not enough common structure: the flow is the plain resize."
    report(1.0, "aligned")
    return Alignment(
        flow, warped, valid, confidence, frame.canvas_scale, homography, frame.generated, same, note
    )


def _eight_bit(image: ImageArray) -> ImageArray:
    plane = appearance.local_contrast(appearance.log_luminance(image), 12, 0.05)
    return np.clip(plane * 48 + 128, 0, 255).astype(np.uint8)


def _features(a: ImageArray, b: ImageArray) -> np.ndarray:
    sift = cv2.SIFT_create(2000)
    points_a, words_a = sift.detectAndCompute(a, None)
    points_b, words_b = sift.detectAndCompute(b, None)
    if words_a is None or words_b is None or len(points_a) < 8 or len(points_b) < 8:
        return np.eye(3)
    pairs = cv2.BFMatcher().knnMatch(words_a, words_b, k=2)
    good = [p[0] for p in pairs if len(p) == 2 and p[0].distance < 0.8 * p[1].distance]
    if len(good) < 12:
        return np.eye(3)
    source = np.array([points_a[m.queryIdx].pt for m in good], np.float32)
    target = np.array([points_b[m.trainIdx].pt for m in good], np.float32)
    matrix, inliers = cv2.findHomography(source, target, cv2.USAC_MAGSAC, 4.0)
    if matrix is None or inliers.sum() < 12:
        return np.eye(3)
    return matrix


def _dis(a: ImageArray, b: ImageArray, initial: FlowArray) -> FlowArray:
    return cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(a, b, initial.copy())


def _similarity(a: ImageArray, b: ImageArray) -> np.ndarray:
    x, y = a.astype(np.float32) - 128, b.astype(np.float32) - 128
    blur = [cv2.GaussianBlur(v, (0, 0), 4) for v in (x * y, x * x, y * y)]
    # Where either is flat, there is nothing to agree on.
    return blur[0] / (np.sqrt(blur[1] * blur[2]) + 40)
