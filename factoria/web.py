"""`python -m factoria.web`: checks that the server can be served, and becomes gunicorn."""

import os
import sys

from factoria.start_checks import StartRefusedError, check_start


def main() -> None:
    os.environ["FACTORIA_PROCESS"] = "web"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factoria.settings")
    try:
        check_start()
    except StartRefusedError as error:
        sys.exit(str(error))
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:factoria.gunicorn_config", "factoria.wsgi"]
    os.execv(gunicorn[0], gunicorn)  # noqa: S606 (no shell, and every word is ours)


if __name__ == "__main__":
    main()
