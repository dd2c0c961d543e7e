from __future__ import annotations

import numpy as np
import pytest

from restoration.synthesis.kernels import disc, line


@pytest.mark.parametrize("kernel", [disc(1.0), disc(4.5), line(3.0, 0.0), line(11.0, 1.0)])
def test_a_kernel_keeps_the_mean_and_its_centre(kernel: np.ndarray) -> None:
    assert kernel.sum() == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(kernel, kernel[::-1, ::-1], atol=1e-6)


def test_a_line_lies_at_its_angle() -> None:
    across = line(15.0, 0.0)
    assert across.sum(axis=1).max() > 0.9
    assert line(15.0, np.pi / 2).sum(axis=0).max() > 0.9
