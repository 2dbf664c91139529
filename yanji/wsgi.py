"""The entry for gunicorn: `gunicorn yanji.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanji.settings")
application = get_wsgi_application()
