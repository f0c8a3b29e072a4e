"""WSGI entry point, loaded by `observatory.prefork` before it forks."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from observatory.frame_stack import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")

application = with_room(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018 - read, and with them every view, before the first reader comes

# Frozen before the processes are forked, they also stay shared: a look through them would write into each.
# None of these 160,000 objects will ever be garbage. Scanning them takes 50 ms, in the middle of some reader's
# request; frozen objects are skipped.
gc.collect()
gc.freeze()
