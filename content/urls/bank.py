"""The addresses of the item bank."""

from django.urls import URLPattern, path

from content.views import bank

bank_patterns: list[URLPattern] = [
    path("studio/items/", bank.list_items, name="item-list"),
    path("studio/items/use/", bank.reuse_items, name="item-reuse"),
    path("studio/items/<uuid:item_id>/", bank.show_item, name="item-detail"),
    path("studio/offers/", bank.list_offers, name="offer-list"),
    path("studio/offers/settle/", bank.settle_offers, name="offer-settle"),
]
