"""The catalogue of published image sets: where they come from, how they lie on disk, what belongs together.

A set is given as NAME=DIR, DIR being its own top folder as published. Names are lower-case with hyphens.
Counts are those of the publications. Where a set was re-packaged in a form that is in wide use
(`input`/`target` of the deraining test sets, flat `hazy`/`gt` folders), that layout is known too.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from restoration.benchmark.layouts import Layout, Listing, list_folder
from restoration.benchmark.places import place
from restoration.errors import InputError, printable

RESEARCH = "no licence stated; research use"


@dataclass(frozen=True)
class ImageSet:
    """One published set, or one published split of it."""

    name: str
    title: str
    task: str
    layouts: tuple[Layout, ...]
    """The published layout first."""
    count: int | None
    """Degraded images as published; None where that is not fixed."""
    source: str
    """The publication."""
    licence: str
    address: str = ""
    """Where its authors publish it; empty for own folders."""
    redistribute: bool = False
    """Whether the licence is known to allow derived images to be published."""
    expected: tuple[str, ...] = ()
    """File names without suffix of all degraded images, where the publication fixes them."""
    renamed: tuple[tuple[str, ...], ...] = ()
    """The same of re-packagings that are in use; they may hold fewer images."""
    parts: tuple[tuple[str, str], ...] = ()
    """Other parts of the publication that may lie beside: (regular expression of their paths, what they are). They are counted, not listed."""
    note: str = ""
    example: str = ""
    """One pair's paths below the top folder in the published layout."""

    @property
    def paired(self) -> bool:
        return self.layouts[0].paired


def _numbers(first: int, last: int, form: str = "{}") -> tuple[str, ...]:
    return tuple(form.format(i) for i in range(first, last + 1))


def _ntire(name: str, title: str, count: int, stem: str, source: str, *, flat: bool = False) -> ImageSet:
    """O-HAZE and its relatives: `01{stem}_hazy` beside `01{stem}_GT`."""
    files = rf"(?P<id>\d+){stem}_hazy"
    folders = Layout(rf"(?P<place>(?:.*/)?)hazy/{files}", "{place}GT/{id}" + stem + "_GT")
    one = Layout(rf"(?P<place>(?:.*/)?){files}", "{place}{id}" + stem + "_GT")
    return ImageSet(
        name,
        title,
        "haze",
        (one, folders) if flat else (folders, one),
        count,
        source,
        RESEARCH,
        expected=_numbers(1, count, "{:02d}" + stem + "_hazy"),
        example=f"01{stem}_hazy.png with 01{stem}_GT.png"
        if flat
        else f"hazy/01{stem}_hazy.jpg with GT/01{stem}_GT.jpg",
    )


_PLACE = r"(?P<place>(?:.*/)?)"
_INPUT_TARGET = Layout(_PLACE + r"input/(?P<id>[^/]+)", "{place}target/{id}")
"""The deraining test sets as MSPFN, MPRNet and Restormer hand them on."""


def _rain100(kind: str) -> ImageSet:
    return ImageSet(
        f"rain100{kind.lower()}",
        f"Rain100{kind}",
        "rain",
        (
            Layout(_PLACE + r"rain/X2/norain-(?P<id>\d+)x2", "{place}norain/norain-{id}"),
            Layout(_PLACE + r"(?:rainy|rain)/rain-(?P<id>\d+)", "{place}norain-{id}"),
            Layout(_PLACE + r"(?:rainy|rain)/rain-(?P<id>\d+)", "{place}norain/norain-{id}"),
            Layout(_PLACE + r"rain-(?P<id>\d+)", "{place}norain-{id}"),
            _INPUT_TARGET,
        ),
        100,
        "Yang et al., Deep Joint Rain Detection and Removal from a Single Image, CVPR 2017",
        RESEARCH,
        expected=_numbers(1, 100, "rain-{:03d}"),
        renamed=(_numbers(1, 100, "norain-{:03d}x2"), _numbers(1, 100)),
        example="rainy/rain-001.png with norain-001.png",
        note="The first version has 100 test images; the authors later published another of 200. "
        "Published figures are on the first.",
    )


def _unpaired(name: str, title: str, count: int, source: str) -> ImageSet:
    return ImageSet(
        name,
        title,
        "low_light",
        (Layout(r"(?:.*/)?(?P<id>[^/]+)"),),
        count,
        source,
        RESEARCH,
        example="1.jpg",
    )


_TEST_SCENE = r"(?P<id>9(?:0[1-9]|[1-9]\d)|1000)"
"""Rain1400's test scenes, 901 to 1000; its training part has 1 to 900 under the same folder names."""
_RESIDE = "Li et al., Benchmarking Single Image Dehazing and Beyond, TIP 2019"
_LOL_V2 = "Yang et al., Sparse Gradient Regularized Deep Retinex Network, TIP 2021"
_LOL_EVAL15 = (1, 22, 23, 55, 79, 111, 146, 179, 493, 547, 665, 669, 748, 778, 780)

_SETS = (
    _ntire("o-haze", "O-HAZE", 45, "_outdoor", "Ancuti et al., O-HAZE, CVPRW 2018"),
    _ntire("i-haze", "I-HAZE", 35, "_indoor", "Ancuti et al., I-HAZE, ACIVS 2018"),
    _ntire("dense-haze", "Dense-HAZE", 55, "", "Ancuti et al., Dense-Haze, ICIP 2019"),
    _ntire("nh-haze", "NH-HAZE", 55, "", "Ancuti et al., NH-HAZE, CVPRW 2020", flat=True),
    ImageSet(
        "sots-indoor",
        "RESIDE SOTS indoor",
        "haze",
        (
            Layout(_PLACE + r"hazy/(?P<id>\d+)_(?P<level>\d+)", "{place}gt/{id}"),
            Layout(_PLACE + r"hazy/(?P<id>\d+)_(?P<level>\d+)", "{place}clear/{id}"),
        ),
        500,
        _RESIDE,
        RESEARCH,
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
            Layout(_PLACE + r"hazy/(?P<id>\d+)_(?P<rest>[\d.]+_[\d.]+)", "{place}gt/{id}"),
            Layout(_PLACE + r"hazy/(?P<id>\d+)_(?P<rest>[\d.]+_[\d.]+)", "{place}clear/{id}"),
        ),
        500,
        _RESIDE,
        RESEARCH,
        parts=((r"(?:.*/)?indoor/.*", "the indoor part"),),
        note="500 hazy images of 492 scenes.",
        example="hazy/0001_0.8_0.2.jpg with gt/0001.png",
    ),
    ImageSet(
        "hsts",
        "RESIDE HSTS, synthetic half",
        "haze",
        (
            Layout(_PLACE + r"synthetic/synthetic/(?P<id>[^/]+)", "{place}synthetic/original/{id}"),
            Layout(_PLACE + r"synthetic/(?P<id>[^/]+)", "{place}original/{id}"),
        ),
        10,
        _RESIDE,
        RESEARCH,
        parts=((r"(?:.*/)?real-world/.*", "the real half"),),
        note="The other ten images of HSTS are real and have no ground truth.",
        example="synthetic/synthetic/0586.jpg with synthetic/original/0586.jpg",
    ),
    _rain100("L"),
    _rain100("H"),
    ImageSet(
        "rain800",
        "Rain800 (Test100)",
        "rain",
        (
            Layout(_PLACE + r"test_syn/(?P<id>\d+)", degraded_half="right"),
            _INPUT_TARGET,
            Layout(r"(?P<id>\d+)", degraded_half="right"),
        ),
        100,
        "Zhang et al., Image De-raining Using a Conditional Generative Adversarial Network, TCSVT 2020",
        RESEARCH,
        expected=_numbers(1, 100),
        renamed=(_numbers(1, 98),),
        parts=((r"(?:.*/)?(?:training|val_syn|test_nature)/.*", "other parts of Rain800"),),
        note="The re-packaged Test100 has 98 of the 100 images.",
        example="test_syn/1.jpg, double width, the right half rainy",
    ),
    ImageSet(
        "rain1400",
        "Rain1400 (DDN)",
        "rain",
        (
            Layout(_PLACE + rf"rainy_image/{_TEST_SCENE}_(?P<kind>\d+)", "{place}ground_truth/{id}"),
            Layout(_PLACE + rf"rainy_image/{_TEST_SCENE}_(?P<kind>\d+)", "{place}clean_image/{id}"),
        ),
        1400,
        "Fu et al., Removing Rain from Single Images via a Deep Detail Network, CVPR 2017",
        RESEARCH,
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
            Layout(_PLACE + r"(?:DID-MDN-test|test)/(?P<id>\d+)", degraded_half="left"),
            _INPUT_TARGET,
            Layout(r"(?P<id>\d+)", degraded_half="left"),
        ),
        1200,
        "Zhang & Patel, Density-Aware Single Image De-Raining, CVPR 2018",
        RESEARCH,
        expected=_numbers(0, 1199),
        renamed=(_numbers(1, 1200),),
        parts=((r"(?:.*/)?DID-MDN-training/.*", "the training part"),),
        example="DID-MDN-test/0.jpg, double width, the left half rainy",
    ),
    ImageSet(
        "spa-data",
        "SPA-Data, real test set",
        "rain",
        (
            Layout(_PLACE + r"rain/(?P<id>[^/]+?)", "{place}gt/{id}gt"),
            Layout(_PLACE + r"rain/(?P<id>[^/]+)", "{place}norain/{id}"),
            Layout(_PLACE + r"rain/(?P<id>[^/]+)", "{place}gt/{id}"),
        ),
        1000,
        "Wang et al., Spatial Attentive Single-Image Deraining, CVPR 2019",
        RESEARCH,
        expected=_numbers(0, 999, "{:03d}"),
        example="rain/000.png with gt/000gt.png",
    ),
    ImageSet(
        "raindrop",
        "RainDrop, test_a",
        "raindrop",
        (
            Layout(_PLACE + r"test_a/data/(?P<id>\d+)_rain", "{place}test_a/gt/{id}_clean"),
            Layout(r"data/(?P<id>\d+)_rain", "gt/{id}_clean"),
        ),
        58,
        "Qian et al., Attentive Generative Adversarial Network for Raindrop Removal, CVPR 2018",
        RESEARCH,
        expected=_numbers(0, 57, "{}_rain"),
        parts=((r"(?:.*/)?(?:train|test_b)/.*", "other parts of RainDrop"),),
        example="test_a/data/0_rain.png with test_a/gt/0_clean.png",
    ),
    ImageSet(
        "raindrop-b",
        "RainDrop, test_b",
        "raindrop",
        (
            Layout(_PLACE + r"test_b/data/(?P<id>\d+)_rain", "{place}test_b/gt/{id}_clean"),
            Layout(r"data/(?P<id>\d+)_rain", "gt/{id}_clean"),
        ),
        249,
        "Qian et al., Attentive Generative Adversarial Network for Raindrop Removal, CVPR 2018",
        RESEARCH,
        parts=((r"(?:.*/)?(?:train|test_a)/.*", "other parts of RainDrop"),),
        example="test_b/data/0_rain.jpg with test_b/gt/0_clean.jpg",
    ),
    ImageSet(
        "lol-v1",
        "LOL v1, eval15",
        "low_light",
        (
            Layout(_PLACE + r"eval15/low/(?P<id>\d+)", "{place}eval15/high/{id}"),
            Layout(r"low/(?P<id>\d+)", "high/{id}"),
            Layout(_PLACE + r"test/low/(?P<id>\d+)", "{place}test/high/{id}"),
            Layout(_PLACE + r"test/input/(?P<id>\d+)", "{place}test/target/{id}"),
        ),
        15,
        "Wei et al., Deep Retinex Decomposition for Low-Light Enhancement, BMVC 2018",
        RESEARCH,
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
            Layout(_PLACE + r"Test/Low/low(?P<id>\d+)", "{place}Test/Normal/normal{id}"),
            Layout(r"Low/low(?P<id>\d+)", "Normal/normal{id}"),
        ),
        100,
        _LOL_V2,
        RESEARCH,
        expected=_numbers(690, 789, "low{:05d}"),
        parts=((r"(?:.*/)?(?:Train|Synthetic)/.*", "other parts of LOL v2"),),
        example="Test/Low/low00690.png with Test/Normal/normal00690.png",
    ),
    ImageSet(
        "lol-v2-synthetic",
        "LOL v2 synthetic, test",
        "low_light",
        (
            # lowNNNNN is a name of the real part.
            Layout(_PLACE + r"Test/Low/(?P<id>(?!low\d+$)[^/]+)", "{place}Test/Normal/{id}"),
            Layout(r"Low/(?P<id>(?!low\d+$)[^/]+)", "Normal/{id}"),
        ),
        100,
        _LOL_V2,
        RESEARCH,
        parts=((r"(?:.*/)?(?:Train|Real_captured)/.*", "other parts of LOL v2"),),
        example="Test/Low/r00816405t.png with Test/Normal/r00816405t.png",
    ),
    ImageSet(
        "sice",
        "SICE",
        "low_light",
        (Layout(_PLACE + r"(?P<id>\d+)/(?P<frame>\d+)", "{place}Label/{id}"),),
        None,
        "Cai et al., Learning a Deep Single Image Contrast Enhancer, TIP 2018",
        RESEARCH,
        note="589 scenes with 3 to 18 exposures each; every exposure is an image here.",
        example="1/1.JPG with Label/1.JPG",
    ),
    _unpaired("dicm", "DICM", 69, "Lee et al., Contrast Enhancement Based on Layered Difference, TIP 2013"),
    _unpaired("lime", "LIME", 10, "Guo et al., LIME, TIP 2017"),
    _unpaired("mef", "MEF", 17, "Ma et al., Perceptual Quality Assessment for Image Fusion, TIP 2015"),
    _unpaired("npe", "NPE", 85, "Wang et al., Naturalness Preserved Enhancement Algorithm, TIP 2013"),
    _unpaired("vv", "VV", 24, "Vonikakis, challenging exposures, 2016"),
    ImageSet(
        "uieb",
        "UIEB",
        "underwater",
        (Layout(_PLACE + r"raw-890/(?P<id>[^/]+)", "{place}reference-890/{id}"),),
        890,
        "Li et al., An Underwater Image Enhancement Benchmark Dataset and Beyond, TIP 2020",
        RESEARCH,
        parts=((r"(?:.*/)?challenging-60/.*", "the 60 images without a reference"),),
        note="There is no agreed test split.",
        example="raw-890/2_img_.png with reference-890/2_img_.png",
    ),
    ImageSet(
        "euvp",
        "EUVP, paired test samples",
        "underwater",
        (
            Layout(_PLACE + r"test_samples/Inp/(?P<id>[^/]+)", "{place}test_samples/GTr/{id}"),
            Layout(r"Inp/(?P<id>[^/]+)", "GTr/{id}"),
        ),
        515,
        "Islam et al., Fast Underwater Image Enhancement for Improved Visual Perception, RA-L 2020",
        RESEARCH,
        expected=_numbers(0, 514, "test_p{}_"),
        parts=((r"(?:.*/)?(?:Paired|Unpaired)/.*", "other parts of EUVP"),),
        example="test_samples/Inp/test_p0_.jpg with test_samples/GTr/test_p0_.jpg",
    ),
    ImageSet(
        "nature20",
        "Nature, test images",
        "other",
        (
            Layout(_PLACE + r"blended/(?P<id>[^/]+)", "{place}transmission_layer/{id}"),
            Layout(_PLACE + r"(?P<id>[^/]+?)-input", "{place}{id}-label1"),
        ),
        20,
        "Li et al., Single Image Reflection Removal through Cascaded Refinement, CVPR 2020",
        RESEARCH,
        example="blended/1.jpg with transmission_layer/1.jpg",
    ),
)

_PAIR_NAMES = (
    ("degraded", "clean"),
    ("input", "target"),
    ("input", "gt"),
    ("lq", "gt"),
    ("hazy", "gt"),
    ("hazy", "clear"),
    ("haze", "clean"),
    ("rainy", "clean"),
    ("rain", "norain"),
    ("low", "high"),
    ("low", "normal"),
    ("noisy", "clean"),
    ("blur", "sharp"),
    ("degraded", "truth"),
    ("degraded", "gt"),
)
FOLDERS_LAYOUTS = tuple(
    Layout(_PLACE + rf"{degraded}/(?P<id>[^/]+)", "{place}" + truth + "/{id}")
    for degraded, truth in _PAIR_NAMES
)
"""Any two folders side by side under two of the field's names; the files of a pair have one stem."""


def _catalogue(sets: Iterable[ImageSet]) -> dict[str, ImageSet]:
    found: dict[str, ImageSet] = {}
    for item in sets:
        if item.name in found:
            raise ValueError(f"set {item.name!r} stands twice in the catalogue")
        found[item.name] = item
    return found


_ADDRESSES = {
    "o-haze": "https://data.vision.ee.ethz.ch/cvl/ntire18/o-haze/",
    "i-haze": "https://data.vision.ee.ethz.ch/cvl/ntire18/i-haze/",
    "dense-haze": "https://data.vision.ee.ethz.ch/cvl/ntire19/dense-haze/",
    "nh-haze": "https://data.vision.ee.ethz.ch/cvl/ntire20/nh-haze/",
    "sots-indoor": "https://sites.google.com/view/reside-dehaze-datasets",
    "sots-outdoor": "https://sites.google.com/view/reside-dehaze-datasets",
    "hsts": "https://sites.google.com/view/reside-dehaze-datasets",
    "rain100l": "https://www.icst.pku.edu.cn/struct/Projects/joint_rain_removal.html",
    "rain100h": "https://www.icst.pku.edu.cn/struct/Projects/joint_rain_removal.html",
    "rain800": "https://github.com/hezhangsprinter/ID-CGAN",
    "rain1400": "https://xueyangfu.github.io/projects/cvpr2017.html",
    "rain1200": "https://github.com/hezhangsprinter/DID-MDN",
    "spa-data": "https://github.com/stevewongv/SPANet",
    "raindrop": "https://github.com/rui1996/DeRaindrop",
    "raindrop-b": "https://github.com/rui1996/DeRaindrop",
    "lol-v1": "https://daooshee.github.io/BMVC2018website/",
    "lol-v2-real": "https://github.com/flyywh/CVPR-2020-Semi-Low-Light",
    "lol-v2-synthetic": "https://github.com/flyywh/CVPR-2020-Semi-Low-Light",
    "sice": "https://github.com/csjcai/SICE",
    "dicm": "http://mcl.korea.ac.kr/projects/LDR/LDR_TEST_IMAGES_DICM.zip",
    "lime": "https://sites.google.com/view/xjguo/lime",
    "mef": "http://ivc.uwaterloo.ca/database/MEF/MEF-Database.php",
    "npe": "http://blog.sina.com.cn/s/blog_a0a06f190101cvon.html",
    "vv": "https://sites.google.com/site/vonikakis/datasets",
    "uieb": "https://li-chongyi.github.io/proj_benchmark.html",
    "euvp": "https://irvlab.cs.umn.edu/resources/euvp-dataset",
    "nature20": "https://github.com/JHL-HUST/IBCLN",
}
"""As the sets' publications and the benchmarks that use them give them; none was asked from here."""

IMAGE_SETS: dict[str, ImageSet] = _catalogue(replace(s, address=_ADDRESSES[s.name]) for s in _SETS)


def get_set(name: str, task: str | None = None) -> ImageSet:
    """The catalogue's set of that name; a name outside it is "any two folders" for `task`.

    Raises InputError for a name outside the catalogue without a task, naming the nearest.
    """
    if name in IMAGE_SETS:
        return IMAGE_SETS[name]
    if task is None:
        near = difflib.get_close_matches(name, IMAGE_SETS, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise InputError(
            f"set {printable(name)!r}: expected one of {', '.join(IMAGE_SETS)}.{hint} For folders of your own give "
            "--task as well."
        )
    example = "degraded/a.png with clean/a.png"
    return ImageSet(name, name, task, FOLDERS_LAYOUTS, None, "own folders", "your own", example=example)


def parse_set(text: str) -> tuple[str, Path]:
    """ "NAME=DIR" → (name, folder). Raises InputError."""
    name, equals, folder = text.partition("=")
    if not equals or not name.strip() or not folder.strip():
        raise InputError(f"--set {printable(text)}: expected NAME=DIR, for example sots-indoor=SOTS.")
    return name.strip(), place(folder.strip())


def list_set(image_set: ImageSet, top: Path) -> Listing:
    """What lies in `top`, by the published layout that explains most of it; only where none explains anything, a paired set as two
    folders side by side (in a whole LOL v1 these would explain more, its training part).

    Raises InputError when no layout explains anything.
    """
    found = list_folder(top, image_set.layouts)
    if not found.entries and image_set.paired:
        own = list_folder(top, FOLDERS_LAYOUTS)
        found = own if own.entries or not found.without_truth else found
    if not found.entries and not found.without_truth:
        raise InputError(
            f"{printable(str(top))}: expected the files of {image_set.title}, found {len(found.other)} images, none "
            f"of them named as there ({image_set.example})."
        )
    return found
