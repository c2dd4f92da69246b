"""The attribute patch of what has parts: a record's members are attributes of their own, a list is one."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_groups.lifecycle.preview import planned, previewed
from aws_groups.lifecycle.state import complete, declared
from aws_groups.model.paths import value_at
from aws_groups.updates import attribute_patch, guard
from aws_groups.updates.guard import Verdict
from aws_groups.values import UNKNOWN, is_absent
from tests.model.declared import PERSON
from tests.updates.programs import PROPERTY, TEXT, bags

Bag = dict[str, Any]

STORE = "d-1234567890"
ADA = {"givenName": "Ada", "familyName": "Byron"}
HOME, WORK = {"value": "h@example.com"}, {"value": "w@example.com", "primary": True}

PATCHES: dict[str, tuple[Bag, Bag, Bag, list[tuple[str, Any]]]] = {
    "nothing changed": ({"name": ADA}, {"name": ADA}, {"name": ADA}, []),
    "a member changed": (
        {"name": ADA},
        {"name": ADA},
        {"name": {**ADA, "givenName": "Augusta"}},
        [("name.givenName", "Augusta")],
    ),
    "two members changed": (
        {"name": ADA},
        {"name": ADA},
        {"name": {"givenName": "Augusta", "familyName": "King"}},
        [("name.givenName", "Augusta"), ("name.familyName", "King")],
    ),
    "a member declared for the first time": (
        {"name": {"familyName": "Byron"}},
        {"name": {"familyName": "Byron"}},
        {"name": ADA},
        [("name.givenName", "Ada")],
    ),
    "a member declared now, as it was already": (
        {"name": ADA},
        {"name": {"familyName": "Byron"}},
        {"name": ADA},
        [],
    ),
    "a member no longer declared": (
        {"name": ADA},
        {"name": ADA},
        {"name": {"familyName": "Byron"}},
        [("name.givenName", None)],
    ),
    "a member never declared is left alone": (
        {"name": {**ADA, "titles": ["Dr"]}},
        {"name": ADA},
        {"name": {**ADA, "givenName": "Augusta"}},
        [("name.givenName", "Augusta")],
    ),
    "a record no longer declared loses what was declared of it": (
        {"name": {**ADA, "titles": ["Dr"]}},
        {"name": ADA},
        {},
        [("name.givenName", None), ("name.familyName", None)],
    ),
    "a record declared for the first time": (
        {},
        {},
        {"name": ADA},
        [("name.givenName", "Ada"), ("name.familyName", "Byron")],
    ),
    "a set in a record": (
        {"name": {"titles": ["Dr", "Sir"]}},
        {"name": {"titles": ["Dr", "Sir"]}},
        {"name": {"titles": ["Sir", "Dr"]}},
        [],
    ),
    "a list is one attribute, sent whole": (
        {"emails": [HOME]},
        {"emails": [HOME]},
        {"emails": [HOME, WORK]},
        [("emails", [HOME, WORK])],
    ),
    "a list in another order": (
        {"emails": [HOME, WORK]},
        {"emails": [HOME, WORK]},
        {"emails": [WORK, HOME]},
        [("emails", [WORK, HOME])],
    ),
    "a list no longer declared": ({"emails": [HOME]}, {"emails": [HOME]}, {}, [("emails", None)]),
    "an emptied list": ({"emails": [HOME]}, {"emails": [HOME]}, {"emails": []}, [("emails", None)]),
    "a list never declared": ({"emails": [HOME]}, {}, {}, []),
    "a map is one attribute, under the API's name": (
        {"tags": {"a": "1"}},
        {"tags": {"a": "1"}},
        {"tags": {"a": "1", "b": ""}},
        [("labels", {"a": "1", "b": ""})],
    ),
    "a flag put off": ({"active": True}, {"active": True}, {"active": False}, [("active", False)]),
    "a member not known yet": (
        {"name": ADA},
        {"name": ADA},
        {"name": {**ADA, "givenName": UNKNOWN}},
        [("name.givenName", UNKNOWN)],
    ),
    "a list not known yet": (
        {"emails": [HOME]},
        {"emails": [HOME]},
        {"emails": UNKNOWN},
        [("emails", UNKNOWN)],
    ),
    "an item not known yet": (
        {"emails": [HOME]},
        {"emails": [HOME]},
        {"emails": [{"value": UNKNOWN}]},
        [("emails", [{"value": UNKNOWN}])],
    ),
}


@pytest.mark.parametrize(("state", "old_inputs", "wanted", "patch"), PATCHES.values(), ids=PATCHES)
def test_the_patch_of_a_person(
    state: Bag, old_inputs: Bag, wanted: Bag, patch: list[tuple[str, Any]]
) -> None:
    assert attribute_patch.operations(PERSON, state, old_inputs, wanted) == patch


def test_a_record_not_known_yet_is_a_change_of_all_that_is_declared_of_it() -> None:
    patch = attribute_patch.operations(PERSON, {"name": ADA}, {"name": ADA}, {"name": UNKNOWN})
    assert ("name.givenName", UNKNOWN) in patch
    assert ("name.familyName", UNKNOWN) in patch


def test_the_request_has_an_operation_for_each_member() -> None:
    wanted = {"name": {"familyName": "King"}, "emails": [HOME]}
    request = attribute_patch.plan(
        PERSON, f"{STORE}/p-1", {"name": ADA, "revision": "7"}, {"name": ADA}, wanted
    )
    assert request is not None
    assert request.operation == "UpdatePerson"
    assert request.params == {
        "IdentityStoreId": STORE,
        "PersonId": "p-1",
        "Operations": [
            {"AttributePath": "name.givenName", "AttributeValue": None},
            {"AttributePath": "name.familyName", "AttributeValue": "King"},
            {"AttributePath": "emails", "AttributeValue": [HOME]},
        ],
        "Revision": "7",
    }


RECORDS = st.fixed_dictionaries({}, optional={"givenName": TEXT, "familyName": TEXT})
PROGRAMS = bags({}, {"name": RECORDS, "emails": st.lists(st.fixed_dictionaries({"value": TEXT}), max_size=2)})
STATES = bags(
    {"personId": st.just("p")}, {"name": RECORDS, "emails": st.just([HOME]), "active": st.booleans()}
)
NAMES = [*(("name", member) for member in ("givenName", "familyName")), ("emails",), ("active",)]


@PROPERTY
@given(STATES, PROGRAMS, PROGRAMS)
def test_carried_out_the_patch_gives_what_is_declared_and_leaves_every_other_member_alone(
    state: Bag, old_inputs: Bag, wanted: Bag
) -> None:
    before = copy.deepcopy((state, old_inputs, wanted))
    live = {path: value_at(state, path) for path in NAMES}
    for attribute, value in attribute_patch.operations(PERSON, state, old_inputs, wanted):
        live[tuple(attribute.split("."))] = value
    declared = attribute_patch.owned(PERSON, old_inputs, wanted)
    new = attribute_patch.patched(PERSON, state, old_inputs, wanted)
    for path in NAMES:
        expected = value_at(wanted if path in declared else state, path)
        assert present(live[path]) == present(value_at(new, path)) == present(expected)
    assert new["personId"] == "p"
    assert (state, old_inputs, wanted) == before


def present(value: Any) -> Any:
    return None if is_absent(value) else value


@PROPERTY
@given(STATES, PROGRAMS, PROGRAMS)
def test_a_second_patch_has_nothing_to_do(state: Bag, old_inputs: Bag, wanted: Bag) -> None:
    new = attribute_patch.patched(PERSON, state, old_inputs, wanted)
    assert attribute_patch.operations(PERSON, new, wanted, wanted) == []


class TestSomebodyElsesChange:
    """Only of the members that the program declares."""

    def judged(self, live: Bag, wanted: Bag) -> tuple[Verdict, list[guard.Moved]]:
        owned = attribute_patch.owned(PERSON, wanted)
        return guard.judge(PERSON, owned, {"name": ADA}, {"name": live}, wanted)

    def test_of_another_member_is_none_of_ours(self) -> None:
        verdict, moved = self.judged({**ADA, "givenName": "theirs"}, {"name": {"familyName": "King"}})
        assert (verdict, moved) == (Verdict.RESEND, [])

    def test_of_a_declared_member_is_a_conflict_at_its_path(self) -> None:
        verdict, moved = self.judged({**ADA, "familyName": "theirs"}, {"name": {"familyName": "King"}})
        assert verdict is Verdict.CONFLICT
        assert moved == [(("name", "familyName"), "Byron", "theirs", "King")]

    def test_that_did_the_same_is_done(self) -> None:
        verdict, _ = self.judged({"familyName": "King"}, {"name": {"familyName": "King"}})
        assert verdict is Verdict.DONE


LIVE: Bag = {
    "identityStoreId": STORE,
    "userName": "ada",
    "name": ADA,
    "emails": [HOME],
    "personId": "p-1",
    "revision": "7",
}


class TestWhatAProgramWouldDeclare:
    """Of a live object that is patched: the members that it declared."""

    def test_are_the_members_that_it_declared(self) -> None:
        old_inputs = {"identityStoreId": STORE, "userName": "a", "name": {"familyName": "b"}}
        assert declared(PERSON, LIVE, old_inputs) == {
            "identityStoreId": STORE,
            "userName": "ada",
            "name": {"familyName": "Byron"},
        }

    def test_are_all_of_an_import(self) -> None:
        whole = {name: value for name, value in LIVE.items() if name in PERSON.input_names}
        assert declared(PERSON, LIVE, None) == whole

    def test_are_none_of_what_somebody_else_took_away(self) -> None:
        old_inputs = {"name": ADA, "emails": [WORK], "tags": {"a": "1"}}
        live = {"identityStoreId": STORE, "userName": "ada", "name": {"familyName": "Byron"}}
        assert declared(PERSON, live, old_inputs) == live


class TestTheState:
    def test_has_every_property(self) -> None:
        state = complete(PERSON, {"userName": "ada", "name": ADA})
        assert set(state) == {*PERSON.input_names, *(output.name for output in PERSON.outputs)}
        assert (state["userName"], state["name"]) == ("ada", ADA)
        assert state["emails"] == state["notes"] == state["groups"] == state["externalIds"] == []
        assert state["tags"] is state["manager"] is state["revision"] is state["active"] is None

    def test_of_a_create_that_is_previewed_has_every_property_and_the_outputs_unknown(self) -> None:
        state = previewed(PERSON, {}, {}, {"userName": "ada", "name": {"familyName": UNKNOWN}, "__x": "y"})
        assert set(state) == set(complete(PERSON, {}))
        assert state["personId"] is state["madeAt"] is state["revision"] is UNKNOWN
        assert state["externalIds"] == state["emails"] == []
        assert state["name"] == {"familyName": UNKNOWN}

    def test_of_an_update_that_is_previewed_keeps_what_is_not_declared_and_what_never_changes(self) -> None:
        state = complete(PERSON, {"userName": "ada", "name": ADA, "emails": [HOME], "personId": "p"})
        state["revision"] = "7"
        old_inputs, inputs = {"name": {"familyName": "Byron"}}, {"name": {"familyName": "King"}}
        new = previewed(PERSON, state, old_inputs, inputs)
        assert new["name"] == {"givenName": "Ada", "familyName": "King"}
        assert new["emails"] == [HOME]
        assert new["personId"] == "p"
        assert new["revision"] is UNKNOWN
        assert new["externalIds"] == []
        assert set(new) == set(state)


def test_a_preview_plans_the_request_that_the_update_sends() -> None:
    state = complete(PERSON, {"userName": "ada", "name": ADA, "revision": "7"})
    inputs = {"name": {**ADA, "givenName": UNKNOWN}, "__autonamed": "x"}
    request = planned(PERSON, f"{STORE}/p", state, {"name": ADA}, inputs)
    assert request is not None
    assert request.params["Operations"] == [{"AttributePath": "name.givenName", "AttributeValue": UNKNOWN}]
