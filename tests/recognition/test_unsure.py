import numpy as np
import pytest

from digitscan.recognition.unsure import find_unsure, hear_both


def rows(*shares: tuple[int, float]) -> np.ndarray:
    """Probabilities that give one class so much each, and the others the rest alike."""
    found = np.empty((len(shares), 11), np.float32)
    for row, (label, share) in zip(found, shares, strict=True):
        row[:] = (1 - share) / 10
        row[label] = share
    return found


def test_what_the_network_is_sure_of_is_not_asked_about_be_it_a_digit_or_none() -> None:
    assert find_unsure(rows((3, 0.98), (3, 0.9), (10, 0.97), (10, 0.6))).tolist() == [False, True, False, True]
    assert find_unsure(np.zeros((0, 11), np.float32)).shape == (0,)


def test_two_networks_count_alike_and_the_sure_candidates_stay() -> None:
    own = rows((7, 0.98), (1, 0.6), (4, 0.5))
    both = hear_both(own, rows((7, 0.9), (4, 0.7)))
    assert both.dtype == np.float32 and both.sum(axis=1) == pytest.approx(1, abs=1e-6)
    assert np.array_equal(both[0], own[0])
    assert both[1].argmax() == 7, "the surer of two that differ"
    assert both[2].argmax() == 4 and 0.5 < both[2, 4] < 0.7, "agreement is no more than their mean"
    assert hear_both(both[:1], np.zeros((0, 11), np.float32)) == pytest.approx(both[:1])


def test_what_one_network_rules_out_the_other_can_still_say() -> None:
    own, other = rows((1, 0.9)), rows((7, 1.0))
    assert hear_both(own, other)[0].argmax() == 7
