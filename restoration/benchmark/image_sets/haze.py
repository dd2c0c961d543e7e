"""Published sets for the removal of haze."""

from __future__ import annotations

from restoration.benchmark.image_sets.record import PLACE, RESEARCH, ImageSet, numbers
from restoration.benchmark.layouts import Layout

_RESIDE = "Li et al., Benchmarking Single Image Dehazing and Beyond, TIP 2019"


def _ntire(
    name: str, title: str, count: int, stem: str, source: str, address: str, *, flat: bool = False
) -> ImageSet:
    """O-HAZE and its relatives: `01{stem}_hazy` beside `01{stem}_GT`."""
    files = rf"(?P<id>\d+){stem}_hazy"
    folders = Layout(PLACE + rf"hazy/{files}", "{place}GT/{id}" + stem + "_GT")
    one = Layout(PLACE + files, "{place}{id}" + stem + "_GT")
    return ImageSet(
        name,
        title,
        "haze",
        (one, folders) if flat else (folders, one),
        count,
        source,
        RESEARCH,
        address,
        expected=numbers(1, count, "{:02d}" + stem + "_hazy"),
        example=f"01{stem}_hazy.png with 01{stem}_GT.png"
        if flat
        else f"hazy/01{stem}_hazy.jpg with GT/01{stem}_GT.jpg",
    )


SETS = (
    _ntire(
        "o-haze",
        "O-HAZE",
        45,
        "_outdoor",
        "Ancuti et al., O-HAZE, CVPRW 2018",
        "https://data.vision.ee.ethz.ch/cvl/ntire18/o-haze/",
    ),
    _ntire(
        "i-haze",
        "I-HAZE",
        35,
        "_indoor",
        "Ancuti et al., I-HAZE, ACIVS 2018",
        "https://data.vision.ee.ethz.ch/cvl/ntire18/i-haze/",
    ),
    _ntire(
        "dense-haze",
        "Dense-HAZE",
        55,
        "",
        "Ancuti et al., Dense-Haze, ICIP 2019",
        "https://data.vision.ee.ethz.ch/cvl/ntire19/dense-haze/",
    ),
    _ntire(
        "nh-haze",
        "NH-HAZE",
        55,
        "",
        "Ancuti et al., NH-HAZE, CVPRW 2020",
        "https://data.vision.ee.ethz.ch/cvl/ntire20/nh-haze/",
        flat=True,
    ),
    ImageSet(
        "sots-indoor",
        "RESIDE SOTS indoor",
        "haze",
        (
            Layout(PLACE + r"hazy/(?P<id>\d+)_(?P<level>\d+)", "{place}gt/{id}"),
            Layout(PLACE + r"hazy/(?P<id>\d+)_(?P<level>\d+)", "{place}clear/{id}"),
        ),
        500,
        _RESIDE,
        RESEARCH,
        "https://sites.google.com/view/reside-dehaze-datasets",
        expected=tuple(f"{scene}_{level}" for scene in range(1400, 1450) for level in range(1, 11)),
        parts=((r"(?:.*/)?outdoor/.*", "the outdoor part"),),
        example="hazy/1400_1.png with gt/1400.png",
    ),
    ImageSet(
        "sots-outdoor",
        "RESIDE SOTS outdoor",
        "haze",
        (
            # Two numbers after the scene's, airlight and scattering: the indoor part has one.
            Layout(PLACE + r"hazy/(?P<id>\d+)_(?P<rest>[\d.]+_[\d.]+)", "{place}gt/{id}"),
            Layout(PLACE + r"hazy/(?P<id>\d+)_(?P<rest>[\d.]+_[\d.]+)", "{place}clear/{id}"),
        ),
        500,
        _RESIDE,
        RESEARCH,
        "https://sites.google.com/view/reside-dehaze-datasets",
        parts=((r"(?:.*/)?indoor/.*", "the indoor part"),),
        note="500 hazy images of 492 scenes.",
        example="hazy/0001_0.8_0.2.jpg with gt/0001.png",
    ),
    ImageSet(
        "hsts",
        "RESIDE HSTS, synthetic half",
        "haze",
        (
            Layout(PLACE + r"synthetic/synthetic/(?P<id>[^/]+)", "{place}synthetic/original/{id}"),
            Layout(PLACE + r"synthetic/(?P<id>[^/]+)", "{place}original/{id}"),
        ),
        10,
        _RESIDE,
        RESEARCH,
        "https://sites.google.com/view/reside-dehaze-datasets",
        parts=((r"(?:.*/)?real-world/.*", "the real half"),),
        note="The other ten images of HSTS are real and have no ground truth.",
        example="synthetic/synthetic/0586.jpg with synthetic/original/0586.jpg",
    ),
)
