"""The written table of published networks, and how each is run; their files are in `weight_table.published`."""

from __future__ import annotations

from typing import Any

from restoration.models.spec import ModelSpec, network
from restoration.weight_table import PUBLISHED_FILES

_PACKAGE = "restoration.models.published"


def _published(
    model_id: str, label: str, build: str, *arguments: str, source: str, file: str, **running: Any
) -> ModelSpec:
    return network(
        model_id,
        label,
        "published",
        source,
        f"{_PACKAGE}.{build}",
        *arguments,
        weights=PUBLISHED_FILES[file],
        **running,
    )


PUBLISHED: tuple[ModelSpec, ...] = (
    _published(
        "haze/aodnet",
        "AOD-Net",
        "aodnet:AODNet",
        source="Li et al., AOD-Net: All-in-one dehazing network, ICCV 2017",
        file="aodnet-dehazer.pth",
        overlap=16,
    ),
    _published(
        "haze/lightdehazenet",
        "LightDehazeNet",
        "aodnet:LightDehazeNet",
        source="Ullah et al., Light-DehazeNet, TIP 2021",
        file="lightdehazenet-trained_LDNet.pth",
        overlap=16,
    ),
    _published(
        "haze/gcanet",
        "GCANet, haze",
        "gcanet:GCANet",
        "haze",
        source="Chen et al., Gated context aggregation network, WACV 2019",
        file="gcanet-dehaze.pth",
        overlap=112,
    ),
    _published(
        "haze/lkd-t-indoor",
        "LKD-Net t, indoor",
        "lkd:LKDNet",
        "t",
        source="Luo et al., LKD-Net: Large kernel convolution network for single image dehazing, ICME 2023",
        file="lkd-t-its.pth",
        overlap=160,
    ),
    _published(
        "haze/lkd-s-indoor",
        "LKD-Net s, indoor",
        "lkd:LKDNet",
        "s",
        source="Luo et al., LKD-Net: Large kernel convolution network for single image dehazing, ICME 2023",
        file="lkd-s-its.pth",
        overlap=288,
    ),
    _published(
        "haze/lkd-t-outdoor",
        "LKD-Net t, outdoor",
        "lkd:LKDNet",
        "t",
        source="Luo et al., LKD-Net: Large kernel convolution network for single image dehazing, ICME 2023",
        file="lkd-t-ots.pth",
        overlap=160,
    ),
    _published(
        "haze/lkd-s-outdoor",
        "LKD-Net s, outdoor",
        "lkd:LKDNet",
        "s",
        source="Luo et al., LKD-Net: Large kernel convolution network for single image dehazing, ICME 2023",
        file="lkd-s-ots.pth",
        overlap=288,
    ),
    _published(
        "rain/gcanet",
        "GCANet, rain",
        "gcanet:GCANet",
        "rain",
        source="Chen et al., Gated context aggregation network, WACV 2019",
        file="gcanet-derain.pth",
        overlap=112,
    ),
    _published(
        "rain/prenet",
        "PReNet, Rain1400",
        "prenet:PReNet",
        source="Ren et al., Progressive image deraining networks, CVPR 2019",
        file="prenet6-rain1400.pth",
        overlap=64,
    ),
    _published(
        "rain/prenet-heavy",
        "PReNet, Rain100H",
        "prenet:PReNet",
        source="Ren et al., Progressive image deraining networks, CVPR 2019",
        file="prenet6-rain100h.pth",
        half=True,
        overlap=64,
    ),
    _published(
        "rain/prn-heavy",
        "PRN_r, Rain100H",
        "prenet:PRNr",
        source="Ren et al., Progressive image deraining networks, CVPR 2019",
        file="prn6r-rain100h.pth",
        overlap=48,
    ),
    _published(
        "rain/sapnet",
        "SAPNet",
        "prenet:SAPNet",
        source="Zheng et al., SAPNet, WACVW 2022",
        file="sapnet.pth",
        overlap=80,
    ),
    _published(
        "rain/brn",
        "BRN, several kinds of rain",
        "brn:BRN",
        source="Ren et al., Single image deraining using bilateral recurrent network, TIP 2020",
        file="brn-generalization.pth",
        overlap=64,
    ),
    _published(
        "low_light/zero-dce",
        "Zero-DCE",
        "zero_dce:ZeroDCE",
        source="Guo et al., Zero-reference deep curve estimation, CVPR 2020",
        file="zero-dce-epoch99.pth",
        half=True,
        overlap=8,
    ),
    _published(
        "low_light/zero-dce-pp",
        "Zero-DCE++",
        "zero_dce:ZeroDCEpp",
        source="Li, Guo & Loy, Learning to enhance low-light image via zero-reference curves, TPAMI 2021",
        file="zero-dce-pp-epoch99.pth",
    ),
    _published(
        "low_light/sgz",
        "SGZ",
        "zero_dce:ZeroDCEpp",
        source="Zheng & Gupta, Semantic-guided zero-shot learning for low-light enhancement, WACVW 2022",
        file="sgz-epoch99.pth",
    ),
    _published(
        "low_light/sci",
        "SCI, medium",
        "sci:SCI",
        source="Ma et al., Toward fast, flexible, and robust low-light image enhancement, CVPR 2022",
        file="sci-medium.pt",
        overlap=8,
    ),
    _published(
        "low_light/iat",
        "IAT, LOL",
        "iat:IAT",
        source="Cui et al., You only need 90K parameters to adapt light, BMVC 2022",
        file="iat-lol-v2.pth",
        overlap=16,
        context_pixels=4_000_000,
    ),
    _published(
        "low_light/cpga",
        "CPGA-Net",
        "cpga:CPGANet",
        source="Weng et al., Channel prior and gamma correction guided low-light enhancement (CPGA-Net), 2024",
        file="cpga-llie.pkl",
        overlap=16,
    ),
)
