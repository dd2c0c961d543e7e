"""Published sets for low light."""

from __future__ import annotations

from restoration.benchmark.image_sets.record import PLACE, RESEARCH, ImageSet, numbers
from restoration.benchmark.layouts import Layout

_LOL_V2 = "Yang et al., Sparse Gradient Regularized Deep Retinex Network, TIP 2021"
_LOL_EVAL15 = (1, 22, 23, 55, 79, 111, 146, 179, 493, 547, 665, 669, 748, 778, 780)


def _unpaired(name: str, title: str, count: int, source: str, address: str) -> ImageSet:
    return ImageSet(
        name,
        title,
        "low_light",
        (Layout(r"(?:.*/)?(?P<id>[^/]+)"),),
        count,
        source,
        RESEARCH,
        address,
        example="1.jpg",
    )


SETS = (
    ImageSet(
        "lol-v1",
        "LOL v1, eval15",
        "low_light",
        (
            Layout(PLACE + r"eval15/low/(?P<id>\d+)", "{place}eval15/high/{id}"),
            Layout(r"low/(?P<id>\d+)", "high/{id}"),
            Layout(PLACE + r"test/low/(?P<id>\d+)", "{place}test/high/{id}"),
            Layout(PLACE + r"test/input/(?P<id>\d+)", "{place}test/target/{id}"),
        ),
        15,
        "Wei et al., Deep Retinex Decomposition for Low-Light Enhancement, BMVC 2018",
        RESEARCH,
        "https://daooshee.github.io/BMVC2018website/",
        expected=tuple(str(i) for i in _LOL_EVAL15),
        parts=((r"(?:.*/)?our485/.*", "the training part our485"),),
        note="our485 is the training part.",
        example="eval15/low/1.png with eval15/high/1.png",
    ),
    ImageSet(
        "lol-v2-real",
        "LOL v2 real, test",
        "low_light",
        (
            Layout(PLACE + r"Test/Low/low(?P<id>\d+)", "{place}Test/Normal/normal{id}"),
            Layout(r"Low/low(?P<id>\d+)", "Normal/normal{id}"),
        ),
        100,
        _LOL_V2,
        RESEARCH,
        "https://github.com/flyywh/CVPR-2020-Semi-Low-Light",
        expected=numbers(690, 789, "low{:05d}"),
        parts=((r"(?:.*/)?(?:Train|Synthetic)/.*", "other parts of LOL v2"),),
        example="Test/Low/low00690.png with Test/Normal/normal00690.png",
    ),
    ImageSet(
        "lol-v2-synthetic",
        "LOL v2 synthetic, test",
        "low_light",
        (
            # lowNNNNN is a name of the real part.
            Layout(PLACE + r"Test/Low/(?P<id>(?!low\d+$)[^/]+)", "{place}Test/Normal/{id}"),
            Layout(r"Low/(?P<id>(?!low\d+$)[^/]+)", "Normal/{id}"),
        ),
        100,
        _LOL_V2,
        RESEARCH,
        "https://github.com/flyywh/CVPR-2020-Semi-Low-Light",
        parts=((r"(?:.*/)?(?:Train|Real_captured)/.*", "other parts of LOL v2"),),
        example="Test/Low/r00816405t.png with Test/Normal/r00816405t.png",
    ),
    ImageSet(
        "sice",
        "SICE",
        "low_light",
        (Layout(PLACE + r"(?P<id>\d+)/(?P<frame>\d+)", "{place}Label/{id}"),),
        None,
        "Cai et al., Learning a Deep Single Image Contrast Enhancer, TIP 2018",
        RESEARCH,
        "https://github.com/csjcai/SICE",
        note="589 scenes with 3 to 18 exposures each; every exposure is an image here.",
        example="1/1.JPG with Label/1.JPG",
    ),
    _unpaired(
        "dicm",
        "DICM",
        69,
        "Lee et al., Contrast Enhancement Based on Layered Difference, TIP 2013",
        "http://mcl.korea.ac.kr/projects/LDR/LDR_TEST_IMAGES_DICM.zip",
    ),
    _unpaired("lime", "LIME", 10, "Guo et al., LIME, TIP 2017", "https://sites.google.com/view/xjguo/lime"),
    _unpaired(
        "mef",
        "MEF",
        17,
        "Ma et al., Perceptual Quality Assessment for Image Fusion, TIP 2015",
        "http://ivc.uwaterloo.ca/database/MEF/MEF-Database.php",
    ),
    _unpaired(
        "npe",
        "NPE",
        85,
        "Wang et al., Naturalness Preserved Enhancement Algorithm, TIP 2013",
        "http://blog.sina.com.cn/s/blog_a0a06f190101cvon.html",
    ),
    _unpaired(
        "vv",
        "VV",
        24,
        "Vonikakis, challenging exposures, 2016",
        "https://sites.google.com/site/vonikakis/datasets",
    ),
)
