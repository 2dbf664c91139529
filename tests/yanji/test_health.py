"""/healthz and /readyz answer machines: nobody signs in, no page, no cookie."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def test_a_running_process_says_so_without_asking_the_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies


@pytest.mark.django_db
def test_it_is_ready_when_all_migrations_are_applied(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_it_is_not_ready_while_a_migration_is_missing(client):
    MigrationRecorder.Migration.objects.filter(app="centres", name__startswith="0001").delete()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"1 migrations are not applied.\n")


@pytest.mark.django_db(transaction=True)
def test_it_is_not_ready_without_a_database(client, monkeypatch):
    connection.close()
    with monkeypatch.context() as elsewhere:
        elsewhere.setitem(connection.settings_dict, "HOST", "/nowhere")
        answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_are_only_read(client, path):
    assert client.post(path).status_code == 405
