"""Calls are money: how often AWS is called in each step of each resource's life."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.plugin.cases import CASES, Case
from tests.plugin.harness import Object, Plugin

TABLE = """
step                  KeyGroup  PublicKey  Group  User  GroupMembership
preview of a create          0          0      0     0                0
create                       1          1      1     1                1
no change                    0          0      0     0                0
update without change        0          0      0     0                -
read                         1          1      1     1                1
import                       1          1      1     1                1
read of what is gone         1          1      1     1                1
preview of an update         0          0      0     0                -
update                       1          1      1     1                -
delete                       1          1      1     1                1
delete of what is gone       1          1      1     1                1
"""


class Life:
    """An object, to do each step with."""

    def __init__(self, plugin: Plugin, case: Case) -> None:
        self.plugin = plugin
        self.token = case.token
        self.made: Object = case.made(plugin)
        self.new = plugin.checked(case.token, case.inputs(plugin))
        self.edited = {**self.made.inputs, **case.edit}
        self.missing = self.made._replace(id=case.missing)

    def no_change(self) -> None:
        """What the engine asks of an unchanged resource, in preview and update alike."""
        inputs = self.plugin.checked(self.token, self.made.inputs, self.made.inputs)
        assert not self.plugin.diff(self.token, self.made.inputs, inputs, state=self.made.state).changes

    def edit(self, *, preview: bool) -> None:
        """What the engine asks of an edited resource."""
        news = self.plugin.checked(self.token, self.edited, self.made.inputs)
        assert self.plugin.diff(self.token, self.made.inputs, news, state=self.made.state).changes
        self.plugin.update(self.token, self.made, news, preview=preview)

    def refresh(self, what: Object) -> Object:
        return self.plugin.read(self.token, what.id, state=what.state, inputs=what.inputs)


STEPS: dict[str, Callable[[Life], object]] = {
    "preview of a create": lambda life: life.plugin.create(life.token, life.new, preview=True),
    "create": lambda life: life.plugin.create(life.token, life.new),
    "no change": Life.no_change,
    "update without change": lambda life: life.plugin.update(life.token, life.made, life.made.inputs),
    "read": lambda life: life.refresh(life.made),
    "import": lambda life: life.plugin.read(life.token, life.made.id),
    "read of what is gone": lambda life: life.refresh(life.missing),
    "preview of an update": lambda life: life.edit(preview=True),
    "update": lambda life: life.edit(preview=False),
    "delete": lambda life: life.plugin.delete(life.token, life.made),
    "delete of what is gone": lambda life: life.plugin.delete(life.token, life.missing),
}


def rows() -> list[tuple[str, Case, str]]:
    """The table's numbers, each with its step and its resource; - is a step that it does not have."""
    heads, *lines = TABLE.strip().splitlines()
    by_name = {str(case): case for case in CASES}
    told = []
    for line in lines:
        step, *numbers = line.rsplit(maxsplit=len(CASES))
        told += [(step, by_name[name], n) for name, n in zip(heads.split()[1:], numbers, strict=True)]
    return told


@pytest.mark.parametrize(("step", "case", "calls"), [row for row in rows() if row[2] != "-"], ids=str)
def test_a_step_calls_aws_so_often(plugin: Plugin, step: str, case: Case, calls: str) -> None:
    life = Life(plugin, case)
    before = len(plugin.aws.calls())
    STEPS[step](life)
    assert len(plugin.aws.calls()) - before == int(calls)


def test_the_table_has_every_step_of_every_resource() -> None:
    assert [(step, case) for step, case, _ in rows()] == [(step, case) for step in STEPS for case in CASES]
    without_updates = [case for step, case, calls in rows() if step == "update" and calls == "-"]
    assert without_updates == [case for case in CASES if not case.update]
