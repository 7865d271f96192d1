import numpy as np
import pytest

from xstilts.metrics import alignment, language_identity, similarity
from xstilts.metrics.parallel_text import MEASURES, measures


def parallel(count=60, width=5, noise=0.3):
    draw = np.random.default_rng(0)
    source = draw.standard_normal((count, width)).astype(np.float32)
    return source, source + np.float32(2) + noise * draw.standard_normal((count, width)).astype(np.float32)


def test_every_measure_is_the_mean_over_items():
    source, target = parallel()
    found = {name: values.mean() for name, values in measures(source, target).items()}
    split = similarity.procrustes(source, target)
    language, item = np.repeat([0, 1], 60), np.tile(np.arange(60), 2)
    centred = alignment.centred(source), alignment.centred(target)
    assert found == pytest.approx(
        {
            "alignment_centred": alignment.cosine_hits(*centred).both.mean(),
            "alignment_cosine": alignment.cosine_hits(source, target).both.mean(),
            "alignment_margin": alignment.margin_hits(source, target).both.mean(),
            "cka": similarity.cka(source, target),
            "anc": similarity.anc(source, target),
            "procrustes_identity": split.identity,
            "procrustes_rotation": split.rotation,
            "language_probe": language_identity.probe_hits(np.vstack([source, target]), language, item).mean(),
            "centroid_distance": language_identity.centroid_distance(source, target),
        },
        abs=1e-6,
    )


def test_permuted_translations_lose_what_pairs_tell_and_keep_what_languages_do():
    source, target = parallel(count=300, noise=0.1)
    order = np.random.default_rng(1).permutation(300)
    before, after = ({n: v.mean() for n, v in measures(source, side).items()} for side in (target, target[order]))
    for name in ("alignment_centred", "cka", "anc"):
        assert before[name] > 0.9
        assert abs(after[name]) < 0.1
    assert after["procrustes_rotation"] > 1
    assert after["centroid_distance"] == pytest.approx(before["centroid_distance"])
    assert min(before["language_probe"], after["language_probe"]) > 0.85


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_pairs_are_no_error(count):
    source, target = parallel(count=count)
    assert {len(values) for values in measures(source, target).values()} == {count}
    assert set(measures(source, target)) == set(MEASURES)
