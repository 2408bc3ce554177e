"""A teacher brings in files, in the browser and by command: every entry comes in, or is listed with its reason."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from content.actions.drafting import save_version
from content.documents import load_document, load_items
from content.models import Content, ItemVersion
from tests.cast import Cast
from tests.content.studio_help import errors_of, form_fields, item_versions, newest
from tests.factories import make_deck

pytestmark = pytest.mark.django_db
URL = "/studio/import/"
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
with_data = pytest.mark.skipif(not DATA.exists(), reason="the shared data is not here")

BANK = """// [id:gas]
::Gas::Which gas do plants take in? {=Carbon dioxide ~Oxygen#They give it off. ~Nitrogen}

::Whale::A whale is a fish. {FALSE}

This one never ends {=yes
"""


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def send(teacher: Client, do: str = "import", **fields: Any) -> Any:
    given = {"file_format": "auto", "level": "college", "language": "en", **fields, "do": do}
    return teacher.post(URL, given, follow=True)


def upload(text: str | bytes, name: str = "bank.gift") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def run(file: Path, owner: str = "tamara@example.org", **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_content", str(file), owner=owner, json=True, stdout=out, **options)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def test_a_file_comes_in_and_the_report_names_what_did_not(teacher: Client, cast: Cast) -> None:
    page = send(teacher, file=upload(BANK), title="Nature")
    html = page.content.decode()
    assert page.redirect_chain == [("/studio/import/report/", 302)]
    content = Content.objects.get()
    assert (content.title, content.kind, content.level, content.owner) == ("Nature", "quiz", "college", cast.teacher)
    assert newest(content).origin == "import"
    assert [entry.item.type for entry in load_items(newest(content))] == ["multiple_choice", "true_false"]
    assert "Not taken" in html
    assert "Line 6" in html
    assert f"/studio/{content.pk}/" in html


def test_importing_a_changed_file_again_makes_versions_of_what_changed_alone(teacher: Client, cast: Cast) -> None:
    send(teacher, file=upload(BANK))
    content = Content.objects.get()
    before = item_versions(content)
    again = BANK.replace("Which gas", "Which of these gases").replace("::Whale::", "::Shark::") + "}\n"
    page = send(teacher, file=upload(again, "renamed.gift"))
    after = item_versions(content)
    assert Content.objects.count() == 1
    assert "Which of these gases do plants take in?" in page.content.decode()
    assert before[0] != after[0]
    assert [ItemVersion.objects.get(pk=pk).number for pk in after] == [2, 2, 1]
    assert newest(content).number == 2


def test_checking_changes_nothing_and_keeps_the_text(teacher: Client, cast: Cast) -> None:
    page = send(teacher, do="check", file=upload(BANK))
    assert not Content.objects.exists()
    assert "nothing is changed yet" in page.content.decode()
    fields = form_fields(page)
    assert fields["pasted_from"] == ["bank.gift"]
    send(teacher, **{name: values[0] for name, values in fields.items()})
    assert Content.objects.get().title == "bank"


def test_a_table_of_cards_into_a_piece_by_its_columns(teacher: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=1)
    text = "id,land,stadt\n1,Peru,Lima\n2,Chile,\n"
    page = send(teacher, text=text, file_format="csv", into=str(deck.pk), front="land", back="stadt")
    assert [card.data.model_dump()["front"] for card in load_document(newest(deck)).items][1:] == ["Peru"]
    assert "Line 3" in page.content.decode()


def test_a_new_piece_can_be_asked_for(teacher: Client, cast: Cast) -> None:
    send(teacher, file=upload(BANK))
    send(teacher, file=upload(BANK), into="new")
    assert Content.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose a file, or paste a text"),
        ({"text": "   "}, "Choose a file, or paste a text"),
        ({"file": b"PK\x03\x04rest"}, "not a text file"),
        ({"file": b"x" * 5_000_001}, "larger than 5 MB"),
        ({"text": "just words"}, "Choose one"),
        ({"text": "a,b\n1,2\n", "file_format": "csv", "front": "nowhere"}, "nowhere"),
        ({"text": BANK, "file_format": "aiken"}, "Select a valid choice"),
        ({"text": BANK, "into": "not-an-id"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_read_ends_in_a_sentence(teacher: Client, fields: dict[str, Any], sentence: str) -> None:
    if "file" in fields:
        fields = {**fields, "file": upload(fields["file"], "file.bin")}
    page = send(teacher, **fields)
    assert page.status_code == 200
    assert sentence in errors_of(page)
    assert not Content.objects.exists()
    if "text" in fields:
        assert form_fields(page)["text"][0].strip() == fields["text"].replace("\n", "\r\n").strip()


def test_another_authors_piece_cannot_be_imported_into(teacher: Client, cast: Cast) -> None:
    other = make_deck(cast.colleague)
    page = send(teacher, text="a\tb\n", file_format="tsv", into=str(other.pk))
    assert "Select a valid choice" in errors_of(page)


def test_a_piece_that_waits_for_review_is_refused_with_a_sentence(teacher: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    Content.objects.filter(pk=deck.pk).update(status="pending")
    page = send(teacher, text="a\tb\n", file_format="tsv", into=str(deck.pk))
    assert "waits for review" in errors_of(page)


def test_pages_need_the_role(client: Client, cast: Cast) -> None:
    assert client.get(URL).status_code == 302
    for user in (cast.student, cast.reviewer, cast.staff, cast.stranger):
        client.force_login(user)
        assert client.get(URL).status_code == 403
        assert client.post(URL, {"text": BANK}).status_code == 403
        assert client.get("/studio/import/report/").status_code == 403
    client.force_login(cast.teacher)
    assert client.get("/studio/import/report/").status_code == 302


def test_the_command_reports_as_json(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "nature.gift"
    file.write_text(BANK)
    report = run(file, owner="TAMARA@example.org", title="Nature")
    content = Content.objects.get()
    assert report["contents"] == [{"id": str(content.pk), "title": "Nature", "kind": "quiz", "items": 2}]
    assert report["format"] == "gift"
    assert report["items_by_type"] == {"multiple_choice": 1, "true_false": 1}
    assert (report["created"], report["updated"], report["unchanged"]) == (2, 0, 0)
    assert report["rejected"][0].keys() == {"line", "item", "reason"}
    again = run(file)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_a_dry_run_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "nature.gift"
    file.write_text(BANK)
    assert run(file, dry_run=True)["created"] == 2
    assert not Content.objects.exists()


def test_the_command_in_words(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "nature.gift"
    file.write_text(BANK)
    call_command("import_content", str(file), owner="tamara@example.org")
    assert "2 new, 0 changed, 0 unchanged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("missing.gift", {}, "cannot be read"),
        ("bank.gift", {"owner": "nobody@example.org"}, "no account"),
        ("bank.gift", {"owner": "sami@example.org"}, "Only teachers"),
        ("bank.gift", {"kind": "podcast"}, "You asked for: Podcast"),
        ("bank.gift", {"format": "qti"}, "QTI cannot be read yet"),
    ],
)
def test_the_command_refuses_with_a_sentence(
    cast: Cast, tmp_path: Path, name: str, options: dict[str, Any], sentence: str
) -> None:
    (tmp_path / "bank.gift").write_text(BANK)
    with pytest.raises(CommandError, match=re.escape(sentence)) as refused:
        run(tmp_path / name, **options)
    assert refused.value.returncode == 1


@with_data
def test_every_question_of_the_real_banks_is_an_item_or_a_reason(cast: Cast) -> None:
    files = [*DATA.glob("gift-tsugi-dj4e/*"), *DATA.glob("gift-pegjs/*.gift")]
    files = sorted(file for file in files if file.name != "PROVENANCE.txt")
    assert len(files) >= 34
    for file in files:
        report = run(file, dry_run=True)
        taken = sum(report["items_by_type"].values())
        assert taken + len(report["rejected"]) == count_entries(file.read_text(encoding="utf-8")), file.name
        assert report["created"] + report["updated"] + report["unchanged"] == taken


def count_entries(text: str) -> int:
    """How many questions a GIFT file has, by a rule of thumb: what stands between blank lines, outside braces, and is
    neither a comment nor a category."""
    text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<!\\)\{.*?(?<!\\)\}", "{}", text, flags=re.DOTALL)
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text)]
    return sum(1 for block in blocks if block and not block.startswith("$CATEGORY"))


@with_data
def test_real_chapters_and_cards_come_in_whole(cast: Cast) -> None:
    for file in sorted(DATA.glob("prose-openstax-biology/*.md")):
        report = run(file)
        assert report["rejected"] == []
        assert report["items_by_type"]["section"] >= 7
    report = run(DATA / "flashcards-geography" / "capital.csv")
    rows = len((DATA / "flashcards-geography" / "capital.csv").read_text(encoding="utf-8").strip().split("\n")) - 1
    assert report["created"] + len(report["rejected"]) == rows


@with_data
def test_a_real_bank_changed_in_one_place_makes_one_version(cast: Cast, tmp_path: Path) -> None:
    source = (DATA / "gift-tsugi-dj4e" / "04-SQL.txt").read_text(encoding="utf-8")
    file = tmp_path / "04-SQL.txt"
    file.write_text(source, encoding="utf-8")
    run(file)
    content = Content.objects.get()
    document = load_document(newest(content))
    save_version(content=content, document=document, by=cast.teacher, base_number=1)
    stem = str(document.items[6].data.model_dump()["stem"])
    file.write_text(source.replace(stem, f"{stem} Think twice."), encoding="utf-8")
    report = run(file)
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 1, 19)
    assert report["updated_items"][0].endswith("Think twice.")
