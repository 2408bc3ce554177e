"""The addresses of the studio and of the library, a module for each part."""

from content.urls.bank import bank_patterns
from content.urls.desk import desk_patterns
from content.urls.editing import editing_patterns
from content.urls.library import library_patterns
from content.urls.media import media_patterns
from content.urls.people import people_patterns
from content.urls.reviews import review_patterns
from content.urls.versions import version_patterns

app_name = "content"

urlpatterns = [
    *desk_patterns,
    *editing_patterns,
    *version_patterns,
    *people_patterns,
    *bank_patterns,
    *review_patterns,
    *media_patterns,
    *library_patterns,
]
