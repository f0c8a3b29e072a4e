from tests.site.conftest import world

__all__ = ["world"]
