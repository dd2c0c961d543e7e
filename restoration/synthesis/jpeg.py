"""The losses of JPEG."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def jpeg(image: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """`image`, uint8 (H, W, 3), coded at `quality` (0 to 100) and decoded.

    Channels are B, G, R; an RGB image comes back as RGB, coded with the weights of red and blue in luma exchanged.
    """
    coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    decoded = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    assert decoded is not None
    return np.asarray(decoded, np.uint8)
