from tests.desk.conftest import _cache_of_its_own, administrator, curator, person, reviewer, roles

__all__ = ["_cache_of_its_own", "administrator", "curator", "person", "reviewer", "roles"]
