import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from digitscan.drawing.curves import evenly, rounded, spline

POINTS = hnp.arrays(np.float32, st.tuples(st.integers(2, 9), st.just(2)), elements=st.floats(-1, 1, width=32))


@given(POINTS, st.data())
def test_a_spline_goes_through_every_control_point(points, data):
    corners = tuple(sorted(data.draw(st.sets(st.integers(0, len(points) - 1)))))
    curve = spline(points, corners)
    distances = np.abs(curve[:, None] - points[None]).max(-1)
    assert distances.min(0).max() < 1e-5
    assert np.allclose(curve[[0, -1]], points[[0, -1]])


def test_a_corner_stays_sharp_where_a_smooth_point_is_round():
    points = np.array([[0, 0], [1, 0], [1, 1]], np.float32)

    def sharpest(curve):
        steps = np.diff(curve, axis=0)
        directions = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
        return np.abs(np.diff(directions)).max()

    assert np.isclose(sharpest(spline(points, (1,))), np.pi / 2, atol=1e-3)
    assert sharpest(spline(points)) < 0.5


def test_evenly_spaces_points_and_keeps_the_ends():
    curve = np.array([[0, 0], [1, 0], [1.1, 0], [5, 0]], np.float32)
    even = evenly(curve, 0.25)
    assert len(even) == 21
    assert np.allclose(np.diff(even[:, 0]), 0.25, atol=1e-6)


@given(st.floats(0, 6), st.integers(4, 60))
def test_rounding_keeps_the_ends_and_straight_lines(radius, count):
    line = np.stack([np.linspace(0, 3, count), np.linspace(1, 0, count)], 1).astype(np.float32)
    assert np.allclose(rounded(line, radius), line, atol=1e-4)


def test_rounding_cuts_a_corner():
    corner = evenly(np.array([[0, 0], [1, 0], [1, 1]], np.float32), 0.05)
    distance = np.abs(rounded(corner, 3) - (1, 0)).sum(1).min()
    assert 0.02 < distance < 0.3
