"""The web process (gunicorn or waitress): refuses to start with an open door or under an all-seeing database role."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from stations.startup import ready_to_serve  # noqa: E402  (needs the apps that get_wsgi_application loads)

ready_to_serve()
