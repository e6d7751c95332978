import cv2
import numpy as np

from digitscan.imaging.parting import part
from digitscan.imaging.traces import Traces


def pieces(mask):
    _, labels = cv2.connectedComponents(mask, connectivity=8)
    y, x = np.nonzero(mask)
    return Traces(x, y, labels[y, x].astype(np.intp) - 1), int(labels.max())


def test_even_lines_and_short_pieces_stay_as_they_are():
    mask = np.zeros((200, 600), np.uint8)
    cv2.line(mask, (20, 50), (580, 60), 255, 3)
    cv2.rectangle(mask, (100, 100), (150, 150), 255, 4)
    traces, count = pieces(mask)
    parted, left = part(traces, count, 40)
    assert left == count and len(parted) == len(traces)


def test_two_lines_in_one_piece_are_two_and_what_is_none_is_dropped():
    mask = np.zeros((200, 600), np.uint8)
    cv2.line(mask, (20, 100), (580, 100), 255, 3)
    cv2.line(mask, (20, 120), (580, 101), 255, 3)
    cv2.rectangle(mask, (300, 60), (340, 100), 255, 4)
    traces, count = pieces(mask)
    parted, left = part(traces, count, 40)
    assert (count, left) == (1, 2)
    lengths = [np.ptp(parted.u[parted.owner == line]) for line in range(left)]
    assert min(lengths) > 450 and not (parted.v < 90).any()


def test_the_second_of_a_double_line_is_one_though_digits_outshine_parts_of_it():
    mask = np.zeros((200, 1200), np.uint8)
    cv2.line(mask, (20, 100), (1180, 100), 255, 1)
    for x in range(20, 1180, 40):
        cv2.line(mask, (x, 106), (x + 26, 106), 255, 1)
        cv2.line(mask, (x, 100), (x, 106), 255, 1)
    traces, count = pieces(mask)
    assert count == 1
    parted, left = part(traces, count, 40)
    assert left == 2 and len(parted) >= 0.9 * len(traces)
    feet = np.zeros((200, 1200), np.uint8)
    cv2.line(feet, (20, 100), (1180, 100), 255, 1)
    for x in range(20, 1180, 40):
        cv2.rectangle(feet, (x, 84), (x + 14, 99), 255, -1)
    traces, count = pieces(feet)
    assert part(traces, count, 40)[1] == 1, "what stands on a line is none"
