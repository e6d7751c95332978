from html.parser import HTMLParser

from evaluation_fields import got, judged, results, true

from digitscan.evaluation.html_page import html_page
from digitscan.evaluation.outcomes import judge
from digitscan.evaluation.report import make_report

_VOID = {"meta", "img", "br"}


class _Balance(HTMLParser):
    """Fails where tags do not close in their order; gathers what the page loads from elsewhere."""

    def __init__(self):
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        if tag not in _VOID:
            self.open.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def _parse(page: str) -> _Balance:
    parser = _Balance()
    parser.feed(page)
    assert parser.open == []
    return parser


def test_the_page_needs_no_other_file_and_shows_the_crops():
    report = make_report(judged([("12", "12", 0.9), ("3", "8", 0.4), ("5", "", 0.0)]))
    page = html_page(report, {0: b"PNG"}, shown=10, title="r against t", told=["1 image is missing"])
    found = _parse(page)
    assert found.links == ["data:image/png;base64,UE5H"]
    assert "url(" not in page and "@import" not in page and "<script" not in page
    for words in (
        "r against t",
        "1 image is missing",
        "What was wrong (2)",
        "no image",
        "Error against share accepted",
    ):
        assert words in found.text


def test_what_others_wrote_is_text_and_no_markup():
    report = make_report(judge([true("<b>1", file="<i>.png")], results(got("<script>", file="<i>.png"))))
    page = html_page(report, {}, shown=10, title="<u>&")
    assert "<b>" not in page and "<i>" not in page and "<script>" not in page and "<u>" not in page
    assert "<u>&" in _parse(page).text


def test_no_more_faults_are_listed_than_asked_for():
    report = make_report(judged([("3", "8", 0.4)] * 5))
    page = html_page(report, {}, shown=2, title="t")
    assert page.count("no image") == 2 and "3 more are not shown" in page


def test_nothing_wrong_is_said():
    page = html_page(make_report(judged([("1", "1", 1)])), {}, shown=9, title="t")
    assert "Nothing: all numbers are right" in _parse(page).text
