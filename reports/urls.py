from django.urls import URLPattern, path

from reports import views

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("reports/", views.list_reports, name="list"),
    path("reports/<slug:name>/", views.show_report, name="detail"),
    path("reports/<slug:name>/export/", views.export_report, name="export"),
]
