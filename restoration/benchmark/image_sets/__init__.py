"""The catalogue of published image sets: where they come from, how they lie on disk, what belongs together.

One record a set, in the module of its task. Counts are those of the publications; where a set was re-packaged in a form that is
in wide use (`input`/`target` of the deraining test sets, flat `hazy`/`gt` folders), that layout is known too. Addresses are
those that the publications and the benchmarks that use a set give; no program asks them.
"""

from restoration.benchmark.image_sets import haze, low_light, other, rain
from restoration.benchmark.image_sets.record import RESEARCH, ImageSet

PUBLISHED_SETS = (*haze.SETS, *rain.SETS, *low_light.SETS, *other.SETS)
"""In the order in which they are listed."""

__all__ = ["PUBLISHED_SETS", "RESEARCH", "ImageSet"]
