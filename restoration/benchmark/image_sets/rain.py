"""Published sets for the removal of rain and of raindrops on the lens."""

from __future__ import annotations

from restoration.benchmark.image_sets.record import INPUT_TARGET, PLACE, RESEARCH, ImageSet, numbers
from restoration.benchmark.layouts import Layout

_TEST_SCENE = r"(?P<id>9(?:0[1-9]|[1-9]\d)|1000)"
"""Rain1400's test scenes, 901 to 1000; its training part has 1 to 900 under the same folder names."""


def _rain100(kind: str) -> ImageSet:
    return ImageSet(
        f"rain100{kind.lower()}",
        f"Rain100{kind}",
        "rain",
        (
            Layout(PLACE + r"rain/X2/norain-(?P<id>\d+)x2", "{place}norain/norain-{id}"),
            Layout(PLACE + r"(?:rainy|rain)/rain-(?P<id>\d+)", "{place}norain-{id}"),
            Layout(PLACE + r"(?:rainy|rain)/rain-(?P<id>\d+)", "{place}norain/norain-{id}"),
            Layout(PLACE + r"rain-(?P<id>\d+)", "{place}norain-{id}"),
            INPUT_TARGET,
        ),
        100,
        "Yang et al., Deep Joint Rain Detection and Removal from a Single Image, CVPR 2017",
        RESEARCH,
        "https://www.icst.pku.edu.cn/struct/Projects/joint_rain_removal.html",
        expected=numbers(1, 100, "rain-{:03d}"),
        renamed=(numbers(1, 100, "norain-{:03d}x2"), numbers(1, 100)),
        example="rainy/rain-001.png with norain-001.png",
        note="The first version has 100 test images; the authors later published another of 200. "
        "Published figures are on the first.",
    )


SETS = (
    _rain100("L"),
    _rain100("H"),
    ImageSet(
        "rain800",
        "Rain800 (Test100)",
        "rain",
        (
            Layout(PLACE + r"test_syn/(?P<id>\d+)", degraded_half="right"),
            INPUT_TARGET,
            Layout(r"(?P<id>\d+)", degraded_half="right"),
        ),
        100,
        "Zhang et al., Image De-raining Using a Conditional Generative Adversarial Network, TCSVT 2020",
        RESEARCH,
        "https://github.com/hezhangsprinter/ID-CGAN",
        expected=numbers(1, 100),
        renamed=(numbers(1, 98),),
        parts=((r"(?:.*/)?(?:training|val_syn|test_nature)/.*", "other parts of Rain800"),),
        note="The re-packaged Test100 has 98 of the 100 images.",
        example="test_syn/1.jpg, double width, the right half rainy",
    ),
    ImageSet(
        "rain1400",
        "Rain1400 (DDN)",
        "rain",
        (
            Layout(PLACE + rf"rainy_image/{_TEST_SCENE}_(?P<kind>\d+)", "{place}ground_truth/{id}"),
            Layout(PLACE + rf"rainy_image/{_TEST_SCENE}_(?P<kind>\d+)", "{place}clean_image/{id}"),
        ),
        1400,
        "Fu et al., Removing Rain from Single Images via a Deep Detail Network, CVPR 2017",
        RESEARCH,
        "https://xueyangfu.github.io/projects/cvpr2017.html",
        expected=tuple(f"{scene}_{kind}" for scene in range(901, 1001) for kind in range(1, 15)),
        parts=((r"(?:.*/)?training/.*", "the training part"),),
        note="100 scenes with 14 kinds of rain each.",
        example="rainy_image/901_1.jpg with ground_truth/901.jpg",
    ),
    ImageSet(
        "rain1200",
        "Rain1200 (DID-MDN)",
        "rain",
        (
            Layout(PLACE + r"(?:DID-MDN-test|test)/(?P<id>\d+)", degraded_half="left"),
            INPUT_TARGET,
            Layout(r"(?P<id>\d+)", degraded_half="left"),
        ),
        1200,
        "Zhang & Patel, Density-Aware Single Image De-Raining, CVPR 2018",
        RESEARCH,
        "https://github.com/hezhangsprinter/DID-MDN",
        expected=numbers(0, 1199),
        renamed=(numbers(1, 1200),),
        parts=((r"(?:.*/)?DID-MDN-training/.*", "the training part"),),
        example="DID-MDN-test/0.jpg, double width, the left half rainy",
    ),
    ImageSet(
        "spa-data",
        "SPA-Data, real test set",
        "rain",
        (
            Layout(PLACE + r"rain/(?P<id>[^/]+?)", "{place}gt/{id}gt"),
            Layout(PLACE + r"rain/(?P<id>[^/]+)", "{place}norain/{id}"),
            Layout(PLACE + r"rain/(?P<id>[^/]+)", "{place}gt/{id}"),
        ),
        1000,
        "Wang et al., Spatial Attentive Single-Image Deraining, CVPR 2019",
        RESEARCH,
        "https://github.com/stevewongv/SPANet",
        expected=numbers(0, 999, "{:03d}"),
        example="rain/000.png with gt/000gt.png",
    ),
    ImageSet(
        "raindrop",
        "RainDrop, test_a",
        "raindrop",
        (
            Layout(PLACE + r"test_a/data/(?P<id>\d+)_rain", "{place}test_a/gt/{id}_clean"),
            Layout(r"data/(?P<id>\d+)_rain", "gt/{id}_clean"),
        ),
        58,
        "Qian et al., Attentive Generative Adversarial Network for Raindrop Removal, CVPR 2018",
        RESEARCH,
        "https://github.com/rui1996/DeRaindrop",
        expected=numbers(0, 57, "{}_rain"),
        parts=((r"(?:.*/)?(?:train|test_b)/.*", "other parts of RainDrop"),),
        example="test_a/data/0_rain.png with test_a/gt/0_clean.png",
    ),
    ImageSet(
        "raindrop-b",
        "RainDrop, test_b",
        "raindrop",
        (
            Layout(PLACE + r"test_b/data/(?P<id>\d+)_rain", "{place}test_b/gt/{id}_clean"),
            Layout(r"data/(?P<id>\d+)_rain", "gt/{id}_clean"),
        ),
        249,
        "Qian et al., Attentive Generative Adversarial Network for Raindrop Removal, CVPR 2018",
        RESEARCH,
        "https://github.com/rui1996/DeRaindrop",
        parts=((r"(?:.*/)?(?:train|test_a)/.*", "other parts of RainDrop"),),
        example="test_b/data/0_rain.jpg with test_b/gt/0_clean.jpg",
    ),
)
