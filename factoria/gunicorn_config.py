"""How gunicorn serves: processes for the cores, threads for the waiting. HOST, PORT and WEB_CONCURRENCY decide.

The application is loaded in each worker after the fork, so no connection is ever shared between processes.
"""

import os
from pathlib import Path

from django.conf import settings

_host = os.environ.get("HOST", "").strip() or "127.0.0.1"
_port = os.environ.get("PORT", "").strip() or "8000"

bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"
workers = settings.WEB_CONCURRENCY
worker_class = "gthread"
threads = 4
preload_app = False
timeout = 60
graceful_timeout = 4  # bin/run kills after five seconds
keepalive = 5
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (heartbeats, which no disk should delay)
control_socket_disable = True
loglevel = "info"
