from __future__ import annotations

from digitscan.training.trainer import common_ends

A, B, C = (3, 3), (4,), (5,)


def test_the_same_network_keeps_every_place() -> None:
    assert common_ends([A, B, C], [A, B, C]) == [0, 1, 2]


def test_added_layers_are_left_out() -> None:
    assert common_ends([A, B, C], [A, B, A, B, C]) == [0, 1, 4]
    assert common_ends([A, C], [A, B, B, C]) == [0, 3]
    assert common_ends([A, B], [A, B, A, B]) == [0, 1]


def test_another_network_has_no_place_for_all() -> None:
    assert common_ends([A, B, C], [A, B]) is None
    assert common_ends([A, B, C], [A, C, B]) is None
    assert common_ends([A, B, A, C], [A, C, A, B, A, A]) is None
