"""What the street office decides for every page."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from office.context import portal
from office.models import Portal
from tests.factories import a_centre, a_street_officer, a_user, staff_of

pytestmark = pytest.mark.django_db

SETTINGS = reverse("admin:office_portal_changelist")
PAGE = reverse("office:announcement-list")


def test_every_page_says_so_while_example_data_is_shown(reader):
    settled = Portal.objects.create(is_example_data=True)
    assert "示例数据" in reader.get(PAGE).content.decode()

    settled.is_example_data = False
    settled.save(update_fields=["is_example_data"])
    assert "示例数据" not in reader.get(PAGE).content.decode()


def test_the_number_for_help_is_the_settings_one_until_the_office_gives_its_own(reader, settings):
    settings.PHONE = "021-0000 9000"
    assert "tel:02100009000" in reader.get(PAGE).content.decode()

    Portal.objects.create(phone="021-0000 9111", phone_of="示例街道办")
    page = reader.get(PAGE).content.decode()
    assert "tel:02100009111" in page
    assert "示例街道办" in page


def test_a_page_that_does_not_ask_pays_no_query(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        portal(rf.get("/"))


def test_there_is_one_portal():
    Portal.objects.create()

    with pytest.raises(IntegrityError, match="there_is_one_portal"), transaction.atomic():
        Portal.objects.create(pk=2)


def test_the_street_office_settles_it_on_one_page(client):
    client.force_login(a_street_officer())
    client.post(reverse("admin:office_portal_add"), {"is_example_data": "on", "phone": "021-0000 9222"})

    answer = client.get(SETTINGS)

    assert answer.url == reverse("admin:office_portal_change", args=[1])
    assert Portal.current().phone == "021-0000 9222"
    assert client.get(reverse("admin:office_portal_add")).status_code == 403
    client.post(answer.url, {"phone": "021-0000 9333"})
    assert (Portal.current().phone, Portal.current().is_example_data) == ("021-0000 9333", False)


@pytest.mark.parametrize("person", ["staff", "a resident", "nobody known"])
def test_nobody_else_does(client, person):
    Portal.objects.create(phone="021-0000 9000")
    if person != "nobody known":
        client.force_login(staff_of(a_centre()) if person == "staff" else a_user())

    client.post(reverse("admin:office_portal_change", args=[1]), {"phone": "021-0000 9444"})

    assert Portal.current().phone == "021-0000 9000"
