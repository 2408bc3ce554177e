"""A pasted list of people: every line that says something becomes a person or a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.classes.roster import Row, read_roster, repeated_lines


def only(text: str) -> Row:
    (row,) = read_roster(text)
    return row


def people(text: str) -> list[tuple[str, str]]:
    return [(row.name, row.email) for row in read_roster(text) if row.email]


@pytest.mark.parametrize(
    ("line", "name", "email"),
    [
        ("Ada Byron, ada@example.org", "Ada Byron", "ada@example.org"),
        ("ada@example.org, Ada Byron", "Ada Byron", "ada@example.org"),
        ("Ada Byron <ada@example.org>", "Ada Byron", "ada@example.org"),
        ("Byron, Ada <Ada@Example.ORG>,", "Byron, Ada", "ada@example.org"),
        ('"Byron, Ada" <ada@example.org>;', "Byron, Ada", "ada@example.org"),
        ('"Byron, Ada",ada@example.org', "Byron, Ada", "ada@example.org"),
        ('"Ada ""the Countess"" Byron",ada@example.org', 'Ada "the Countess" Byron', "ada@example.org"),
        ("'Ada Byron' <mailto:ada@example.org>", "Ada Byron", "ada@example.org"),
        ("ada@example.org", "", "ada@example.org"),
        ("<ada@example.org>", "", "ada@example.org"),
        ("mailto:ada@example.org", "", "ada@example.org"),
        ("ada@example.org, ADA@example.org", "", "ada@example.org"),
        ("Ada\tByron\tada@example.org", "Ada Byron", "ada@example.org"),
        ("Byron; Ada; ada@example.org", "Byron Ada", "ada@example.org"),
        ("12;Ada;Byron;;ada@example.org;", "Ada Byron", "ada@example.org"),
        ("Ada Byron ada@example.org", "Ada Byron", "ada@example.org"),
        ("Ada Byron (ada@example.org)", "Ada Byron", "ada@example.org"),
        ("  “Ada   Byron” ,\u00a0ada@example.org.  ", "Ada Byron", "ada@example.org"),
        ("李小龙，li@example.org", "李小龙", "li@example.org"),
        ("Ада Лавлейс＜ada＠example.org＞", "Ада Лавлейс", "ada@example.org"),
        ("نگار می\u200cرود, n@example.org", "نگار می\u200cرود", "n@example.org"),
        ("Zoe\u0301, z@example.org", "Zoé", "z@example.org"),
        ("Ada, ada@exämple.org", "Ada", "ada@exämple.org"),
        ("Ada, \u200eada@example.org\u202c", "Ada", "ada@example.org"),
        ("Ada, ada+maths@mail.example.org", "Ada", "ada+maths@mail.example.org"),
    ],
)
def test_usual_forms(line: str, name: str, email: str) -> None:
    row = only(line)
    assert (row.name, row.email, row.problem) == (name, email, "")
    assert row.text == line.strip(), "as it was pasted"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Ada Byron", "There is no email address in this line."),
        ("a@example.org, b@example.org", "more than one address"),
        ("Ada <a@example.org>; Ben <b@example.org>", "more than one address"),
        ("Ada, @example.org", "has nothing before the @"),
        ("Ada, ada@", "has nothing after the @"),
        ("Ada, ada@@example.org", "has more than one @"),
        ("Ada <ada byron@example.org>", "has a space in it"),
        ("Ada, ada@example", "has no dot after the @"),
        ("Ada, ada@example..org", "is not an email address"),
        ("Ada, ädä@example.org", "is not an email address"),
        (f"Ada, {'a' * 250}@example.org", "at most 254 letters"),
        (f"{'A' * 151}, a@example.org", "more than 150 letters"),
    ],
)
def test_what_is_no_address_says_why(line: str, problem: str) -> None:
    row = only(line)
    assert problem in row.problem
    assert (row.email, row.text) == ("", line)


def test_lines_are_numbered_as_they_stand() -> None:
    text = "\ufeffName;Email\r\n\r\nAda;a@example.org\r \t \nBen;b@example.org\u2028;;\nnobody"
    rows = read_roster(text)
    assert [(row.line, row.is_head, row.email) for row in rows] == [
        (1, True, ""),
        (3, False, "a@example.org"),
        (5, False, "b@example.org"),
        (6, False, ""),
        (7, False, ""),
    ]


@pytest.mark.parametrize(
    "head",
    ["Email,Vorname,Nachname,Klasse", "E-Mail;Vorname;Nachname;Klasse", "e-mail address\tFirst name\tLast name\tGroup"],
)
def test_a_head_says_which_columns_are_names(head: str) -> None:
    mark = next(mark for mark in "\t;," if mark in head)
    line = mark.join(["ada@example.org", "Ada", "Byron", "7b"])
    assert people(f"{head}\n{line}") == [("Ada Byron", "ada@example.org")]


def test_first_names_come_first_wherever_they_stand() -> None:
    assert people("Nachname;Vorname;E-Mail\nByron;Ada;ada@example.org") == [("Ada Byron", "ada@example.org")]


def test_a_line_in_another_form_than_the_head_keeps_its_name() -> None:
    assert people("Email;Name\nAda <ada@example.org>\nBen, b@example.org") == [
        ("Ada", "ada@example.org"),
        ("Ben", "b@example.org"),
    ]


def test_a_head_stands_on_top_alone() -> None:
    assert [row.is_head for row in read_roster("a@example.org\nName, Email")] == [False, False]
    assert only("My name is Emily").problem


@pytest.mark.parametrize("text", ["", "\n\n", " \t\r\n", "\ufeff", "\u200b\u200e", "\x00"])
def test_nothing_is_nobody(text: str) -> None:
    assert read_roster(text) == []


def test_who_stands_there_twice() -> None:
    rows = read_roster("a@example.org\nAda <A@example.org>\nb@example.org\na@example.org\nnobody\nnobody")
    assert repeated_lines(rows) == {2: 1, 4: 1}


@given(st.text(max_size=400) | st.text(alphabet='ab@.<>",;\t\r\n é\ufeff', max_size=200))
def test_every_line_is_answered_for(text: str) -> None:
    rows = read_roster(text)
    numbers = [row.line for row in rows]
    assert numbers == sorted(set(numbers))
    for row in rows:
        assert [bool(row.email), bool(row.problem), row.is_head].count(True) == 1
        assert row.text
        assert row.text in text
        assert (len(row.name) <= 150, len(row.email) <= 254) == (True, True)
        assert not set(row.name + row.email) & set("\x00\r\n\t\ufeff")
    kept = "\n".join(row.text for row in rows if row.problem)
    assert [row.problem for row in read_roster(kept) if row.problem] or not kept


NAMES = st.lists(st.text(alphabet="abcxyzABCéøß李", min_size=1, max_size=8), min_size=1, max_size=3).map(" ".join)
ADDRESSES = st.from_regex(r"[a-z0-9]{1,10}([.+_-][a-z0-9]{1,5})?@[a-z]{1,8}\.(org|com|de)", fullmatch=True)
FORMS = (
    "{name}, {email}",
    "{email}, {name}",
    "{name} <{email}>",
    '"{name}";"{email}"',
    "{email}\t{name}",
    "{name} {email}",
)


@given(
    st.lists(st.tuples(NAMES, ADDRESSES, st.sampled_from(FORMS)), max_size=20), st.sampled_from(["\n", "\r\n", "\r"])
)
def test_all_forms_say_the_same(written: list[tuple[str, str, str]], end: str) -> None:
    text = end.join(form.format(name=name, email=email) for name, email, form in written)
    assert people(text) == [(name, email) for name, email, _form in written]
