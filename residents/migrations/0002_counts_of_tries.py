"""The table of the cache, where allauth counts failed sign-ins and codes sent (as `createcachetable` makes it)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("residents", "0001_people_posts_and_consent")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE IF NOT EXISTS cache_rows (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX IF NOT EXISTS cache_rows_expires ON cache_rows (expires);
            """,
            "DROP TABLE cache_rows",
        )
    ]
