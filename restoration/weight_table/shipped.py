"""The shipped files, in `assets/weights`; their model cards lie beside them."""

from __future__ import annotations

from restoration.weight_table.record import Quality, WeightsFile

RESEARCH = "research use, as the photos behind it; see the model card"
_PRIOR = "RGB of the photo, RGB of the prior, confidence"

SHIPPED_FILES: dict[str, WeightsFile] = {
    row.file.removesuffix(".safetensors"): row
    for row in (
        WeightsFile(
            "descriptor.safetensors",
            sha256="e295d48959ce637c1ba36ca940795380480dabf798c7863cf6a737f0aa4d8b61",
            size=1_338_442,
            parameters=667_441,
            licence=RESEARCH,
            data="simulated redraws of 366 photos (BSDS500, Debian wallpapers, NYU-based indoor photos), with known motion",
            channels="planes of brightness structure and its contrast (`alignment.planes`)",
            multiple_of=16,
        ),
        WeightsFile(
            "fusion-gate-haze.safetensors",
            sha256="158185737c55ab5f7df5a700ebcd1d5b8a451be4521dca96cb20ae1c08f43f84",
            size=10_460,
            parameters=2_445,
            licence=RESEARCH,
            data="simulated redraws of degraded photos under free and research licences",
            channels="features of base, photo and prior (`models.gate.features`)",
        ),
        WeightsFile(
            "fusion-gate.safetensors",
            sha256="75e04f2631194dbcd3bfa8a83e1593d3e467854df2d4b63656d7909205798bde",
            size=10_460,
            parameters=2_445,
            licence=RESEARCH,
            data="simulated redraws of degraded photos under free and research licences",
            channels="features of base, photo and prior (`models.gate.features`)",
        ),
        WeightsFile(
            "haze-aodnet-prior.safetensors",
            sha256="47537823c7a01891373604198ed8e646e73367ca075b4ae4bacbcbef7e787bdd",
            size=7_980,
            parameters=1_773,
            licence=RESEARCH,
            data="401 photos (BSDS500, Debian wallpapers, NYU-based indoor photos), made hazy on the fly; simulated priors; begun from aodnet-dehazer.pth",
            channels=_PRIOR,
            quality=(
                Quality("haze/sots_indoor", 24.34, 0.814),
                Quality("haze/densehaze", 15.06, 0.505),
            ),
        ),
        WeightsFile(
            "haze-baseline.safetensors",
            sha256="633c423eb65131a37af83bb32c073e00095185101cd02384c54a3ce1aa3eecaa",
            size=2_220_838,
            parameters=1_107_283,
            licence=RESEARCH,
            data="383 photos (BSDS500, Debian wallpapers, NYU-based indoor photos) and rendered rooms, made hazy on the fly",
            multiple_of=16,
            quality=(
                Quality("haze/sots_indoor", 22.03, 0.854),
                Quality("haze/densehaze", 13.63, 0.434),
            ),
        ),
        WeightsFile(
            "haze-dehazenet-prior.safetensors",
            sha256="504f0d0528202b885dffd77053fba32fa804363e4733bc0433ca361f7c826723",
            size=40_604,
            parameters=9_905,
            licence=RESEARCH,
            data="as haze-dehazenet; the first layer's part for the prior is zero",
            channels=_PRIOR,
            quality=(
                Quality("haze/sots_indoor", 25.13, 0.866),
                Quality("haze/densehaze", 14.05, 0.399),
            ),
        ),
        WeightsFile(
            "haze-dehazenet-weak.safetensors",
            sha256="ff538464aab9a0875b57c267515cf67ca5f463e52e3a1af0863661abc4d071e6",
            size=34_044,
            parameters=8_305,
            licence=RESEARCH,
            data="120 pairs of hazy and simulated generated images of NYU-based indoor photos, without ground truth",
            quality=(
                Quality("haze/sots_indoor", 19.63, 0.789),
                Quality("haze/densehaze", 11.67, 0.367),
            ),
        ),
        WeightsFile(
            "haze-dehazenet.safetensors",
            sha256="d95f2b5de97f14a7510f8eded758a350ae63c7426af5b9857b36af21bb8e129f",
            size=34_100,
            parameters=8_305,
            licence=RESEARCH,
            data="patches of 189 photos (BSDS500, NYU-based indoor photos), made hazy by the scattering model",
            quality=(
                Quality("haze/sots_indoor", 19.49, 0.792),
                Quality("haze/densehaze", 11.68, 0.367),
            ),
        ),
        WeightsFile(
            "haze-guided.safetensors",
            sha256="7f5130559169b688c42843699a3b3c729ab5eb07c98c06501cf948ee17f46090",
            size=4_015_266,
            parameters=1_998_441,
            licence=RESEARCH,
            data="383 photos (BSDS500, Debian wallpapers, NYU-based indoor photos) and rendered rooms, made hazy on the fly; simulated priors",
            channels=_PRIOR,
            multiple_of=16,
            quality=(
                Quality("haze/sots_indoor", 27.27, 0.890),
                Quality("haze/densehaze", 20.74, 0.619),
            ),
        ),
        WeightsFile(
            "invention.safetensors",
            sha256="565c96b24e2e1781ebf6aea568fb8c900d6e78d1db0bbd5b5e23f7e6bd6b1eb9",
            size=1_444_564,
            parameters=720_834,
            licence=RESEARCH,
            data="2870 simulated redraws of photos under free and research licences, with and without small edits",
            channels="maps of differing structure (`distortion.structure`), colours and contrast of both images",
        ),
        WeightsFile(
            "low_light-baseline.safetensors",
            sha256="d8e61fac55809bf26f6e92087218dae92125230d5b28e9387265ba86045dbe33",
            size=2_220_838,
            parameters=1_107_283,
            licence=RESEARCH,
            data="422 photos (BSDS500, Debian wallpapers, NYU-based indoor photos), darkened on the fly, with drawn lamps and windows",
            multiple_of=16,
            quality=(Quality("lowlight/sice", 21.55, 0.790),),
        ),
        WeightsFile(
            "low_light-guided.safetensors",
            sha256="6c7550646087d1f4a68828ba9f6a7ae981aeb778dfdfc6828e7725ea80be0539",
            size=4_004_322,
            parameters=1_992_969,
            licence=RESEARCH,
            data="402 photos (BSDS500, Debian wallpapers), darkened on the fly; simulated priors",
            channels=_PRIOR,
            multiple_of=16,
            quality=(Quality("lowlight/sice", 24.92, 0.863),),
        ),
        WeightsFile(
            "rain-baseline.safetensors",
            sha256="7fe77a0b78682f2722f8b42944af6a583c0f01c2bbe66f4622f3703949a58a24",
            size=2_220_838,
            parameters=1_107_283,
            licence=RESEARCH,
            data="422 photos (BSDS500, Debian wallpapers, NYU-based indoor photos) under synthetic rain",
            multiple_of=16,
            quality=(
                Quality("rain/rain100h", 23.35, 0.756),
                Quality("rain/rain1200", 26.50, 0.850),
                Quality("rain/rain1400", 29.27, 0.887),
            ),
        ),
        WeightsFile(
            "rain-guided.safetensors",
            sha256="54d78aa19f5f0c4085f0f5c45d8ac305e2988727faf73b9026384139810df7ce",
            size=3_641_540,
            parameters=1_814_142,
            licence=RESEARCH,
            data="422 photos (BSDS500, Debian wallpapers, NYU-based indoor photos) under synthetic rain; simulated priors",
            channels=_PRIOR,
            multiple_of=16,
            quality=(
                Quality("rain/rain100h", 27.27, 0.865),
                Quality("rain/rain1200", 29.46, 0.927),
                Quality("rain/rain1400", 30.60, 0.930),
            ),
        ),
        WeightsFile(
            "rain-prenet-weak.safetensors",
            sha256="9d0484988503c94b628bb02e4f5ce2f2fed69b088aa7e91c70347e42cbb59c2c",
            size=340_526,
            parameters=168_963,
            licence=RESEARCH,
            data="240 pairs of rainy and simulated generated images of photos (BSDS500, Debian wallpapers), without ground truth; the difference to prenet6-rain1400.pth",
            quality=(
                Quality("rain/rain100h", 22.82, 0.745),
                Quality("rain/rain1200", 27.46, 0.856),
                Quality("rain/rain1400", 26.42, 0.879),
            ),
        ),
    )
}
"""By their names without suffix."""
