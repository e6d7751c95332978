import cv2
import numpy as np

from digitscan.glyphs.sample import sample_glyphs, sample_pieces


def components(count, size=30):
    contrast = np.zeros((40, 40 * count + 10), np.uint8)
    for i in range(count):
        cv2.putText(contrast, str(i % 10), (40 * i + 8, 33), cv2.FONT_HERSHEY_SIMPLEX, 1, 255, 3)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(contrast, ltype=cv2.CV_32S)
    boxes = stats[1:, :4].copy()
    boxes[:, 2:] += boxes[:, :2]
    return labels, contrast, boxes.astype(np.int32)


def test_each_piece_is_one_glyph():
    glyphs = sample_glyphs(*components(60))
    assert glyphs.shape[1:] == (28, 28) and 55 <= len(glyphs) <= 60
    assert (glyphs.reshape(len(glyphs), -1).max(axis=1) > 0).all()


def test_pieces_of_each_field_are_few_and_those_of_text_none():
    boxes = components(80)[2]
    chosen = sample_pieces([boxes[:10], boxes[10:60], boxes[60:60], boxes[60:]])
    assert len(chosen) == len(set(chosen.tolist())) and chosen.tolist() == sorted(chosen)
    assert all(k < 10 or k >= 60 for k in chosen.tolist())
    assert 4 <= np.count_nonzero(chosen < 10) <= 8 and 4 <= np.count_nonzero(chosen >= 60) <= 8


def test_dots_and_joined_digits_are_not_chosen():
    boxes = np.array([(0, 0, 20, 30), (40, 0, 44, 4), (60, 0, 80, 30), (100, 0, 190, 30), (200, 0, 220, 28)], np.int32)
    assert sample_pieces([boxes]).tolist() == [0, 2, 4]


def test_turning_the_page_turns_the_sample():
    labels, contrast, boxes = components(8)
    upright = sample_glyphs(labels, contrast, boxes)
    turned = np.stack([boxes[:, 1], labels.shape[1] - boxes[:, 2], boxes[:, 3], labels.shape[1] - boxes[:, 0]], axis=1)
    other = sample_glyphs(np.rot90(labels), np.rot90(contrast), turned)
    # Rounding may move a turned glyph by a pixel.
    for one, two in zip(np.rot90(upright, 1, axes=(1, 2)), other, strict=True):
        assert np.corrcoef(cv2.blur(one, (5, 5)).ravel(), cv2.blur(two, (5, 5)).ravel())[0, 1] > 0.9


def test_nothing_gives_nothing():
    labels, contrast, boxes = components(3)
    assert sample_glyphs(labels, contrast, boxes[:0]).shape == (0, 28, 28)
    assert sample_pieces([]).shape == sample_pieces([boxes[:0]]).shape == (0,)
