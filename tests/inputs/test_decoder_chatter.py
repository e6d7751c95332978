import os

import cv2
import numpy as np

from digitscan.inputs.chatter import captured_chatter


def test_messages_of_the_libraries_are_caught(capfd):
    with captured_chatter() as lines:
        os.write(2, b"libpng warning: iCCP: known incorrect sRGB profile\n")
        os.write(2, b"Corrupt JPEG data: premature end of data segment\n")
    assert len(lines) == 2
    assert capfd.readouterr().err == ""


def test_other_messages_are_handed_on(capfd):
    with captured_chatter() as lines:
        os.write(2, b"reading page 7\nlibpng warning: x\n")
    assert lines == ["libpng warning: x"]
    assert capfd.readouterr().err == "reading page 7\n"


def test_opencv_is_caught_and_its_level_restored(capfd):
    level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        with captured_chatter() as lines:
            cv2.imdecode(np.frombuffer(b"II*\0\x08\0\0\0\x01\0junk", np.uint8), cv2.IMREAD_UNCHANGED)
        assert any("TIFF" in line for line in lines)
        assert cv2.utils.logging.getLogLevel() == cv2.utils.logging.LOG_LEVEL_SILENT
    finally:
        cv2.utils.logging.setLogLevel(level)
    assert capfd.readouterr().err == ""


def test_descriptor_2_is_given_back_after_an_error(capfd):
    try:
        with captured_chatter():
            raise KeyError
    except KeyError:
        os.write(2, b"still here\n")
    assert capfd.readouterr().err == "still here\n"
