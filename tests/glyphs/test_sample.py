import cv2
import numpy as np

from digitscan.glyphs.sample import sample_glyphs


def components(count, size=30):
    contrast = np.zeros((40, 40 * count + 10), np.uint8)
    for i in range(count):
        cv2.putText(contrast, str(i % 10), (40 * i + 8, 33), cv2.FONT_HERSHEY_SIMPLEX, 1, 255, 3)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(contrast, ltype=cv2.CV_32S)
    boxes = stats[1:, :4].copy()
    boxes[:, 2:] += boxes[:, :2]
    return labels, contrast, boxes.astype(np.int32)


def test_each_piece_is_one_glyph_and_text_gives_none():
    labels, contrast, boxes = components(60)
    words = [np.arange(0, 10), np.arange(10, 60)]
    glyphs = sample_glyphs(labels, contrast, boxes, words)
    assert glyphs.shape[1:] == (28, 28) and 4 <= len(glyphs) <= 8
    assert (glyphs.reshape(len(glyphs), -1).max(axis=1) > 0).all()


def test_turning_the_page_turns_the_sample():
    labels, contrast, boxes = components(8)
    upright = sample_glyphs(labels, contrast, boxes, [np.array([i]) for i in range(8)])
    turned = np.stack([boxes[:, 1], labels.shape[1] - boxes[:, 2], boxes[:, 3], labels.shape[1] - boxes[:, 0]], axis=1)
    other = sample_glyphs(np.rot90(labels), np.rot90(contrast), turned, [np.array([i]) for i in range(8)])
    # Rounding may move a turned glyph by a pixel.
    for one, two in zip(np.rot90(upright, 1, axes=(1, 2)), other, strict=True):
        assert np.corrcoef(cv2.blur(one, (5, 5)).ravel(), cv2.blur(two, (5, 5)).ravel())[0, 1] > 0.9


def test_nothing_gives_nothing():
    labels, contrast, boxes = components(3)
    assert sample_glyphs(labels, contrast, boxes, []).shape == (0, 28, 28)
