"""What asks whether the application is well."""

from django.urls import path

from operations import views

app_name = "operations"

urlpatterns = [
    path("health", views.show_health, name="health"),
    path("health/ready", views.show_readiness, name="health-ready"),
    path("health/startup", views.show_startup, name="health-startup"),
]
