from __future__ import annotations

import pytest

from eval.judge import kappa


def test_agreement_beyond_chance_is_cohens_kappa() -> None:
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15

    # Wikipedia's example: p_o = .7, p_e = .5 * .6 + .5 * .4 = .5, kappa = .2 / .5 = .4
    assert kappa(pairs) == pytest.approx(0.4)


def test_one_verdict_throughout_has_no_kappa() -> None:
    assert kappa([(True, True), (True, True)]) is None
    assert kappa([]) is None
