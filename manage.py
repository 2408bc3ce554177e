#!/usr/bin/env python
"""Django's command line. `bin/manage` runs it inside the right environment and database."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factoria.settings")
    try:
        settings.INSTALLED_APPS  # noqa: B018 (reads the settings, whose errors are sentences)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)
