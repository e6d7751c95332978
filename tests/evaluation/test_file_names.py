from digitscan.evaluation.file_names import pair_files


def test_the_same_name_is_the_same_file():
    assert pair_files(["a.png", "b.png"], ["b.png", "a.png"]) == {"a.png": "a.png", "b.png": "b.png"}


def test_a_folder_more_or_less_does_not_matter():
    assert pair_files(["a.png"], ["scans/x/a.png"]) == {"a.png": "scans/x/a.png"}
    assert pair_files(["scans\\a.png"], ["a.png"]) == {"scans\\a.png": "a.png"}
    assert pair_files(["x/a.png", "y/a.png"], ["/data/y/a.png", "/data/x/a.png"]) == {
        "x/a.png": "/data/x/a.png",
        "y/a.png": "/data/y/a.png",
    }


def test_doubtful_names_are_left_alone():
    assert pair_files(["a.png"], ["x/a.png", "y/a.png"]) == {}
    assert pair_files(["x/a.png", "y/a.png"], ["a.png"]) == {}
    assert pair_files(["a.png"], ["aa.png", "b.png"]) == {}


def test_a_name_that_is_the_same_is_not_given_to_another():
    assert pair_files(["a.png", "x/a.png"], ["a.png"]) == {"a.png": "a.png"}
