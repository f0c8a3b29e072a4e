"""What Django cannot express: versions of sources, terms and coverage searches never change, and a current row shows a
version of its own item."""

from django.db import migrations

NAMES = {"sourceversion": "publishedsource", "termversion": "publishedterm", "surveyversion": "publishedsurvey"}

# The function is that of the versions of records (0002).
ADD = """
CREATE TRIGGER {version}_append_only BEFORE UPDATE OR DELETE ON publishing_{version}
    FOR EACH ROW EXECUTE FUNCTION version_is_append_only();
ALTER TABLE publishing_{current} ADD CONSTRAINT {current}_shows_its_own_version
    FOREIGN KEY (frozen_id, item_id) REFERENCES publishing_{version} (id, item_id) DEFERRABLE INITIALLY DEFERRED;
"""
DROP = """
ALTER TABLE publishing_{current} DROP CONSTRAINT {current}_shows_its_own_version;
DROP TRIGGER {version}_append_only ON publishing_{version};
"""


def _of_all(sql: str) -> str:
    return "".join(sql.format(version=version, current=current) for version, current in NAMES.items())


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_published_sources")]

    operations = [migrations.RunSQL(_of_all(ADD), _of_all(DROP))]
