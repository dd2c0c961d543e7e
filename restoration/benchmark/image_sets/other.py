"""Published sets for the other tasks: underwater, reflections."""

from __future__ import annotations

from restoration.benchmark.image_sets.record import PLACE, RESEARCH, ImageSet, numbers
from restoration.benchmark.layouts import Layout

SETS = (
    ImageSet(
        "uieb",
        "UIEB",
        "underwater",
        (Layout(PLACE + r"raw-890/(?P<id>[^/]+)", "{place}reference-890/{id}"),),
        890,
        "Li et al., An Underwater Image Enhancement Benchmark Dataset and Beyond, TIP 2020",
        RESEARCH,
        "https://li-chongyi.github.io/proj_benchmark.html",
        parts=((r"(?:.*/)?challenging-60/.*", "the 60 images without a reference"),),
        note="There is no agreed test split.",
        example="raw-890/2_img_.png with reference-890/2_img_.png",
    ),
    ImageSet(
        "euvp",
        "EUVP, paired test samples",
        "underwater",
        (
            Layout(PLACE + r"test_samples/Inp/(?P<id>[^/]+)", "{place}test_samples/GTr/{id}"),
            Layout(r"Inp/(?P<id>[^/]+)", "GTr/{id}"),
        ),
        515,
        "Islam et al., Fast Underwater Image Enhancement for Improved Visual Perception, RA-L 2020",
        RESEARCH,
        "https://irvlab.cs.umn.edu/resources/euvp-dataset",
        expected=numbers(0, 514, "test_p{}_"),
        parts=((r"(?:.*/)?(?:Paired|Unpaired)/.*", "other parts of EUVP"),),
        example="test_samples/Inp/test_p0_.jpg with test_samples/GTr/test_p0_.jpg",
    ),
    ImageSet(
        "nature20",
        "Nature, test images",
        "other",
        (
            Layout(PLACE + r"blended/(?P<id>[^/]+)", "{place}transmission_layer/{id}"),
            Layout(PLACE + r"(?P<id>[^/]+?)-input", "{place}{id}-label1"),
        ),
        20,
        "Li et al., Single Image Reflection Removal through Cascaded Refinement, CVPR 2020",
        RESEARCH,
        "https://github.com/JHL-HUST/IBCLN",
        example="blended/1.jpg with transmission_layer/1.jpg",
    ),
)
