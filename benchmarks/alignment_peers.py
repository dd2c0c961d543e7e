"""Other ways to align two images, beside which ours is measured."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.image import ImageArray
from restoration.records import FlowArray

Method = Callable[[ImageArray, ImageArray], FlowArray]


def to_canvas(flow: FlowArray, generated: ImageArray) -> FlowArray:
    """A flow between the reference and the generated image resized to it, in the generated pixels."""
    height, width = flow.shape[:2]
    scale = np.array([generated.shape[1] / width, generated.shape[0] / height], np.float32)
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1).astype(np.float32)
    return (grid + flow + 0.5) * scale - 0.5 - grid


def gray_pair(generated: ImageArray, reference: ImageArray) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    clahe = cv2.createCLAHE(3.0, (8, 8))
    moving = cv2.resize(generated, reference.shape[1::-1], interpolation=cv2.INTER_AREA)
    gray = [clahe.apply(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)) for image in (reference, moving)]
    return gray[0], gray[1]


def resize_only(generated: ImageArray, reference: ImageArray) -> FlowArray:
    return to_canvas(np.zeros((*reference.shape[:2], 2), np.float32), generated)


def dis(generated: ImageArray, reference: ImageArray) -> FlowArray:
    a, b = gray_pair(generated, reference)
    return to_canvas(cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(a, b, None), generated)


def farneback(generated: ImageArray, reference: ImageArray) -> FlowArray:
    a, b = gray_pair(generated, reference)
    return to_canvas(cv2.calcOpticalFlowFarneback(a, b, None, 0.5, 6, 21, 5, 7, 1.5, 0), generated)


def sift_matrix(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> NDArray[np.float64]:
    sift = cv2.SIFT_create(3000)
    points_a, words_a = sift.detectAndCompute(a, None)
    points_b, words_b = sift.detectAndCompute(b, None)
    if min(len(points_a), len(points_b)) < 8:
        return np.eye(3)
    pairs = [p for p in cv2.BFMatcher().knnMatch(words_a, words_b, k=2) if len(p) == 2]
    good = [p[0] for p in pairs if p[0].distance < 0.8 * p[1].distance]
    if len(good) < 8:
        return np.eye(3)
    source = np.array([points_a[m.queryIdx].pt for m in good], np.float32)
    target = np.array([points_b[m.trainIdx].pt for m in good], np.float32)
    matrix, _ = cv2.findHomography(source, target, cv2.USAC_MAGSAC, 4.0)
    return np.eye(3) if matrix is None else matrix


def matrix_flow(matrix: NDArray[np.float64], shape: tuple[int, int]) -> FlowArray:
    grid = np.stack(np.meshgrid(np.arange(shape[1]), np.arange(shape[0])), axis=-1).astype(np.float64)
    there = cv2.perspectiveTransform(grid.reshape(-1, 1, 2), matrix).reshape(grid.shape)
    return (there - grid).astype(np.float32)


def sift_homography(generated: ImageArray, reference: ImageArray) -> FlowArray:
    a, b = gray_pair(generated, reference)
    return to_canvas(matrix_flow(sift_matrix(a, b), a.shape), generated)


def sift_dis(generated: ImageArray, reference: ImageArray) -> FlowArray:
    a, b = gray_pair(generated, reference)
    start = matrix_flow(sift_matrix(a, b), a.shape)
    return to_canvas(
        cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(a, b, start), generated
    )


PEERS: dict[str, Method] = {
    "resize only": resize_only,
    "DIS medium on CLAHE": dis,
    "Farneback on CLAHE": farneback,
    "SIFT + homography": sift_homography,
    "SIFT + homography + DIS": sift_dis,
}
