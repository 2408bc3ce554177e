"""One item in two pieces: what is written of it once is written for both, and never twice."""

from dataclasses import replace

from django.utils import timezone

from content.actions.drafting import save_version
from content.actions.submitting import submit_content
from content.documents import Document, DocumentItem, load_document
from content.models import Authorship, Content, Derivation, Item, ItemVersion, ReviewRequest
from tests.cast import Cast
from tests.content.studio_help import newest
from tests.factories import make_guide, make_quiz


def _save(content: Content, document: Document) -> None:
    content.refresh_from_db()
    version = newest(content)
    lent = [item.item_id for item in document.items if item.item_id]
    save_version(content=content, document=document, by=content.owner, base_number=version.number, lent=lent)
    content.refresh_from_db()


def _reworded(item: DocumentItem, stem: str) -> DocumentItem:
    return replace(item, data=item.data.model_copy(update={"stem": stem}))


def test_a_wording_there_was_is_not_written_again(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    first = load_document(newest(quiz))
    changed = (_reworded(first.items[0], "Other words"), *first.items[1:])
    _save(quiz, replace(first, items=changed))
    _save(quiz, replace(load_document(newest(quiz)), items=first.items))
    assert ItemVersion.objects.filter(item=first.items[0].item_id).count() == 2
    assert load_document(newest(quiz)).items == first.items
    assert newest(quiz).number == 3


def test_an_item_stands_in_another_piece_by_reference(cast: Cast) -> None:
    source, target = make_quiz(cast.teacher), make_quiz(cast.teacher, title="Another")
    lent = load_document(newest(source)).items[0]
    document = load_document(newest(target))
    before = ItemVersion.objects.count()
    _save(target, replace(document, items=(*document.items, replace(lent, pool="Easy"))))
    assert ItemVersion.objects.count() == before
    assert load_document(newest(target)).items[-1] == replace(lent, pool="Easy")
    _save(target, replace(load_document(newest(target)), items=(*document.items, lent)))
    assert newest(target).number == 3, "leaving the pool is a change"
    _save(target, replace(document, items=(*document.items, _reworded(lent, "Mended"))))
    _save(source, replace(load_document(newest(source)), items=(_reworded(lent, "Mended elsewise"),)))
    numbers = ItemVersion.objects.filter(item=lent.item_id).order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]


def test_who_rewords_an_item_has_looked_at_its_source(cast: Cast) -> None:
    guide, quiz = make_guide(cast.teacher), make_quiz(cast.teacher)
    section, question = load_document(newest(guide)).items[0], load_document(newest(quiz)).items[0]
    seen, made = ItemVersion.objects.get(item=section.item_id), Item.objects.get(versions__heading=question.heading)
    derivation = Derivation.objects.create(item=made, source=seen.item, seen=seen, by=cast.teacher)
    changed = replace(section, data=section.data.model_copy(update={"body": "Other words."}))
    _save(guide, replace(load_document(newest(guide)), items=(changed,)))
    derivation.refresh_from_db()
    assert derivation.seen == seen
    _save(quiz, replace(load_document(newest(quiz)), items=(_reworded(question, "Newly asked"),)))
    derivation.refresh_from_db()
    assert derivation.seen.number == 2


def test_who_wrote_along_does_not_review(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    Authorship.objects.create(content=quiz, author=cast.reviewer, invited_by=cast.teacher, accepted_at=timezone.now())
    request = submit_content(content=quiz, by=cast.teacher)
    assert request in ReviewRequest.objects.authored_by(cast.reviewer)
    assert request not in ReviewRequest.objects.reviewable_by(cast.reviewer)
    assert request in ReviewRequest.objects.reviewable_by(cast.second_reviewer)
