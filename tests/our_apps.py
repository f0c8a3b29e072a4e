"""The installed apps that are the project's own: what tests over all its packages go through."""

from pathlib import Path

from django.apps import apps

from observatory.local import PROJECT

OUR_APPS = [
    app
    for app in apps.get_app_configs()
    if Path(app.path).is_relative_to(PROJECT) and "site-packages" not in Path(app.path).parts
]
# The packages at the top level that hold them: `observatory`, and one for each app of record types.
OUR_PACKAGES = tuple(dict.fromkeys(app.name.partition(".")[0] for app in OUR_APPS))
