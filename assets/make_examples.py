"""Makes the shipped examples from photos that two Python packages carry.

    pip install scikit-image scikit-learn
    python -m assets.make_examples [--photos FOLDER_WITH_CHINA_AND_FLOWER_JPG]

Every degradation is synthetic and every generated image is the simulator's: their files say so.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from pathlib import Path

import numpy as np
import skimage.data

from restoration.examples import FOLDER
from restoration.image import ImageArray, load_image, save_image
from restoration.synthesis import degrade, simulate_generator

_NASA = "Public domain (NASA)"
_PHOTOS = [
    # id, title, task, source, degradation seed, generation seed, photo, licence
    ("haze-palace", "Palace in haze", "haze", "china.jpg", 2, 9,
     "“china” by danielbuechele, flickr.com/photos/danielbuechele/6061409035, from scikit-learn", "CC BY 2.0"),
    ("haze-launch", "Launch in haze", "haze", "rocket", 6, 10,
     "Launch of DSCOVR, SpaceX, from scikit-image", "Public domain (SpaceX)"),
    ("rain-dahlia", "Dahlia in the rain", "rain", "flower.jpg", 0, 10,
     "“flower” by vultilion, flickr.com/photos/vultilion/6056698931, from scikit-learn", "CC BY 2.0"),
    ("rain-cat", "Cat in the rain", "rain", "chelsea", 5, 5,
     "Chelsea by Stefan van der Walt, from scikit-image", "CC0"),
    ("dark-coffee", "Coffee in the dark", "low_light", "coffee", 2, 9,
     "Coffee by Rachel Michetti, Pikolo Espresso Bar, from scikit-image", "CC0"),
    ("dark-portrait", "Portrait in the dark", "low_light", "astronaut", 3, 9,
     "Eileen Collins, NASA Great Images, from scikit-image", _NASA),
]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, help="folder with china.jpg and flower.jpg of scikit-learn")
    folder = parser.parse_args().photos or _scikit_learn_photos()
    for order, (name, title, task, source, seed, generation_seed, photo, licence) in enumerate(_PHOTOS):
        truth = _photo(source, folder)
        degraded = degrade(truth, task, seed=seed)
        redraw = simulate_generator(truth, seed=generation_seed)
        out = FOLDER / name
        out.mkdir(parents=True, exist_ok=True)
        about = {"Source": photo, "Copyright": licence, "Software": "PriorLens"}
        save_image(truth, out / "truth.png", text=about | {"Title": f"{title}: ground truth"})
        save_image(degraded, out / "degraded.png", text=about | {"Title": f"{title}: synthetic degradation"})
        save_image(
            redraw.image,
            out / "generated-simulated.png",
            text=about
            | {
                "Title": f"{title}: SIMULATED generator output",
                "Comment": "simulated, no generator was asked",
            },
        )
        record = {
            "order": order,
            "title": title,
            "task": task,
            "degradation": f"synthetic: restoration.degrade(truth, '{task}', seed={seed})",
            "generation": f"simulated: restoration.simulate_generator(truth, seed={generation_seed}, strength=1)",
            "photo": photo,
            "licence": licence,
        }
        (out / "example.json").write_text(
            json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        print(name, truth.shape, redraw.image.shape, f"changed {100 * redraw.changed.mean():.1f} %")


def _photo(source: str, folder: Path) -> ImageArray:
    if source.endswith(".jpg"):
        return load_image(folder / source)
    return np.ascontiguousarray(getattr(skimage.data, source)()[..., :3])


def _scikit_learn_photos() -> Path:
    found = importlib.util.find_spec("sklearn")
    if found is None or found.origin is None:
        raise SystemExit("scikit-learn is not installed: pip install scikit-learn, or give --photos")
    return Path(found.origin).parent / "datasets" / "images"


if __name__ == "__main__":
    main()
