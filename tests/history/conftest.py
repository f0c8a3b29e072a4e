"""People with a role and what a browser would send back of a form, as on the desk."""

from tests.desk.conftest import administrator, curator, form_of, person, reviewer, roles

__all__ = ["administrator", "curator", "form_of", "person", "reviewer", "roles"]
