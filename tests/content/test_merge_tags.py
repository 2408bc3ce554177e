"""Staff rename, merge and delete tags; each page says how much each is used before anything happens."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.refusals import Refusal
from content.actions.drafting import Details, update_details
from content.actions.tags import add_tags, create_tag, delete_tags, merge_tags, remove_tags, rename_tag
from content.models import Content, Tag
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once
from tests.factories import make_deck

LIST = reverse("admin:content_tag_changelist")


def tag(name: str) -> Tag:
    return Tag.objects.named([name])[0]


def tags_of(content: Content) -> list[str]:
    return sorted(content.tags.values_list("name", flat=True))


@pytest.mark.django_db
def test_pieces_get_the_tag_that_stays_once(cast: Cast) -> None:
    both = make_deck(cast.teacher, tags=("cell", "Cells", "other"))
    one = make_deck(cast.teacher, tags=("cell",))
    assert merge_tags(tags=[tag("cell"), tag("cells")], into=tag("Cells"), by=cast.staff) == 1
    assert tags_of(both) == ["Cells", "other"]
    assert tags_of(one) == ["Cells"]
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Cells", "other"]


@pytest.mark.django_db
def test_merging_what_is_gone_is_refused(cast: Cast) -> None:
    old, new = tag("old"), tag("new")
    merge_tags(tags=[old], into=new, by=cast.staff)
    with pytest.raises(Refusal, match="nothing to merge"):
        merge_tags(tags=[new], into=old, by=cast.staff)
    with pytest.raises(Refusal, match="nothing to merge"):
        merge_tags(tags=[new], into=new, by=cast.staff)


@pytest.mark.django_db
def test_renaming_into_an_existing_name_leads_to_merging(cast: Cast, client: Client) -> None:
    make_deck(cast.teacher, tags=("Cells",))
    client.force_login(cast.staff)
    page = client.post(reverse("admin:content_tag_change", args=[tag("cell").pk]), {"name": "cells"})
    html = page.content.decode()
    assert "There is a tag “Cells” already; 1 piece of material has it" in html
    assert f"{reverse('admin:content_tag_merge')}?tag={tag('cell').pk}&amp;tag={tag('Cells').pk}" in html
    with pytest.raises(Refusal, match="Merge the two instead"):
        rename_tag(tag=tag("cell"), name="CELLS", by=cast.staff)
    client.post(reverse("admin:content_tag_change", args=[tag("cell").pk]), {"name": " Single   cell "})
    assert Tag.objects.filter(name="Single cell").exists()


@pytest.mark.django_db
def test_the_list_says_how_much_each_is_used_and_acts_on_several(cast: Cast, client: Client) -> None:
    make_deck(cast.teacher, tags=("cell", "cells"))
    client.force_login(cast.staff)
    assert 'class="field-pieces">1' in client.get(LIST).content.decode()
    chosen = [str(tag(name).pk) for name in ("cell", "cells")]
    page = client.post(LIST, {"action": "merge_chosen", "_selected_action": chosen}, follow=True)
    assert "The tag that stays" in page.content.decode()
    refused = client.post(reverse("admin:content_tag_merge"), {"tag": chosen})
    assert "Choose the tag that stays." in refused.content.decode()
    done = client.post(reverse("admin:content_tag_merge"), {"tag": chosen, "into": chosen[0]}, follow=True)
    assert "2 tags are one now: “cell”." in done.content.decode()
    again = client.post(reverse("admin:content_tag_merge"), {"tag": chosen, "into": chosen[0]}, follow=True)
    assert "at least two tags" in again.content.decode()


@pytest.mark.django_db
def test_deleting_names_what_will_happen_first(cast: Cast, client: Client) -> None:
    deck = make_deck(cast.teacher, tags=("cell", "energy"))
    client.force_login(cast.staff)
    page = client.get(reverse("admin:content_tag_delete", args=[tag("cell").pk]), follow=True)
    assert "the material itself stays" in page.content.decode()
    assert tags_of(deck) == ["cell", "energy"]
    chosen = client.post(LIST, {"action": "delete_chosen", "_selected_action": [str(tag("cell").pk)]})
    client.post(chosen["Location"].split("?")[0], {"tag": str(tag("cell").pk)})
    assert tags_of(deck) == ["energy"]
    gone = client.get(reverse("admin:content_tag_remove"), {"tag": "nonsense"}, follow=True)
    assert "Choose a tag that is still there" in gone.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "sentence"), [("  ", "needs a name"), ("a, b", "no comma"), ("x" * 61, "at most 60")])
def test_a_name_that_cannot_be(cast: Cast, client: Client, name: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        create_tag(name=name, by=cast.staff)
    with pytest.raises(Refusal, match=sentence):
        rename_tag(tag=tag("cell"), name=name, by=cast.staff)
    client.force_login(cast.staff)
    assert client.post(reverse("admin:content_tag_add"), {"name": name}).status_code == 200
    assert Tag.objects.count() == 1


@pytest.mark.django_db
def test_only_staff_keep_tags(cast: Cast, client: Client) -> None:
    one, other = tag("one"), tag("other")
    for person in (cast.teacher, cast.reviewer, cast.operator):
        for call in (
            lambda by=person: create_tag(name="new", by=by),
            lambda by=person: rename_tag(tag=one, name="two", by=by),
            lambda by=person: merge_tags(tags=[one], into=other, by=by),
            lambda by=person: delete_tags(tags=[one], by=by),
        ):
            with pytest.raises(PermissionDenied):
                call()
    client.force_login(cast.operator)
    assert client.get(reverse("admin:content_tag_merge")).status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_tags_are_merged_while_details_are_saved(attempt: int) -> None:
    """Nobody waits for another in a circle, and no piece has a tag that is gone."""
    cast = make_cast()
    decks = [make_deck(cast.teacher, tags=("cell",)) for _number in range(3)]
    old, new = tag("cell"), tag("cells")
    results = at_once(
        lambda: merge_tags(tags=[old], into=new, by=cast.staff),
        lambda: update_details(content=decks[0], details=Details(tags=("energy",)), by=cast.teacher),
        lambda: add_tags(content=decks[1], names=["cell", "cells", "more"], by=cast.teacher),
        lambda: remove_tags(content=decks[2], names=["cell"], by=cast.teacher),
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    assert tags_of(decks[0]) == ["energy"]
    assert "cells" in tags_of(decks[1])
    assert set(tags_of(decks[2])) <= {"cells"}


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_once_the_other_way_round() -> None:
    cast = make_cast()
    deck = make_deck(cast.teacher, tags=("one", "two"))
    one, two = tag("one"), tag("two")
    results = at_once(
        lambda: merge_tags(tags=[one], into=two, by=cast.staff),
        lambda: merge_tags(tags=[two], into=one, by=cast.staff),
    )
    assert [type(result) for result in results if not isinstance(result, int)] == [Refusal]
    assert len(tags_of(deck)) == 1
