"""The stacks of `tests.engine`, whose fixtures these are."""

from tests.engine.conftest import home, newborn, nobodys_account, stack  # noqa: F401
