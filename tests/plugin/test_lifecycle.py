"""The life of each resource on the wire: what each RPC answers, and what it asks of AWS."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from aws_groups.resources import RESOURCES
from tests.plugin.cases import Case, each_resource, each_that_changes, whole_user
from tests.plugin.harness import UNKNOWN, USER, Bag, Object, Plugin, fails, secret, unique


def without(bag: Bag, *names: str) -> Bag:
    return {name: value for name, value in bag.items() if name not in names}


@each_resource
class TestCreate:
    def test_as_a_preview_asks_nothing_and_promises_nothing(self, plugin: Plugin, case: Case) -> None:
        inputs = case.inputs(plugin)
        with plugin.calls():
            preview = plugin.create(case.token, inputs, preview=True)
        assert preview.id == ""
        assert {name: preview.state.pop(name) for name in inputs} == inputs
        assert set(preview.state) == case.outputs | case.foreign | case.read_only
        assert {preview.state[name] for name in case.outputs} == {UNKNOWN}
        assert all(preview.state[name] == [] for name in case.foreign)
        assert all(preview.state[name] in (UNKNOWN, None) for name in case.read_only)

    def test_is_one_call_and_its_reply_the_state(self, plugin: Plugin, case: Case) -> None:
        inputs = case.inputs(plugin)
        with plugin.calls(case.create):
            made = plugin.create(case.token, inputs)
        assert made.id
        assert set(made.state) == {*inputs, *case.outputs, *case.foreign, *case.read_only, "__aws"}
        assert {made.state[name] for name in case.read_only} <= {None}
        assert {name: made.state[name] for name in inputs} == inputs
        assert all(made.state[name] not in ("", UNKNOWN) for name in case.outputs)

    def test_gives_just_what_a_refresh_finds(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        read = plugin.read(case.token, made.id, state=made.state, inputs=made.inputs)
        assert case.unread(read) == made
        assert not any(read.state[name] is None for name in case.read_only)

    def test_keeps_what_the_preview_promised(self, plugin: Plugin, case: Case) -> None:
        inputs = case.inputs(plugin)
        preview = plugin.create(case.token, inputs, preview=True)
        made = plugin.create(case.token, inputs)
        known = {name: value for name, value in preview.state.items() if value != UNKNOWN}
        assert {name: made.state[name] for name in known} == known


@each_that_changes
class TestUpdate:
    def test_as_a_preview_asks_nothing_and_knows_what_stays(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        news = {**made.inputs, **case.edit}
        with plugin.calls():
            preview = plugin.update(case.token, made, news, preview=True)
        stays = {name: made.state[name] for name in case.stable}
        assert without(preview.state, *case.moving, *case.foreign, *case.read_only, "__aws") == {
            **news,
            **stays,
        }
        assert {preview.state[name] for name in case.moving} == {UNKNOWN}

    def test_is_one_call_guarded_by_the_states_version(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        news = {**made.inputs, **case.edit}
        with plugin.calls(case.update) as calls:
            updated = plugin.update(case.token, made, news)
        assert calls[0].params[case.guard] == made.state[case.version]
        stays = {name: made.state[name] for name in case.stable}
        assert without(updated.state, *case.moving, *case.foreign, *case.read_only, "__aws") == {
            **news,
            **stays,
        }
        assert updated.state[case.version] != made.state[case.version]

    def test_gives_just_what_a_refresh_finds(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        updated = plugin.update(case.token, made, {**made.inputs, **case.edit})
        read = plugin.read(case.token, made.id, state=updated.state, inputs=updated.inputs)
        assert case.unread(read) == updated

    def test_can_be_followed_by_another(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        updated = plugin.update(case.token, made, {**made.inputs, **case.edit})
        with plugin.calls(case.update):
            again = plugin.update(case.token, updated, made.inputs)
        assert without(again.state, *case.moving) == without(made.state, *case.moving)

    def test_of_a_property_no_longer_declared_removes_it(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        [dropped] = case.edit
        with plugin.calls(case.update):
            updated = plugin.update(case.token, made, without(made.inputs, dropped))
        assert updated.state[dropped] is None
        live = plugin.read(case.token, made.id)
        assert dropped not in live.inputs

    def test_with_nothing_changed_asks_nothing(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        with plugin.calls():
            updated = plugin.update(case.token, made, made.inputs)
        assert updated == made

    def test_of_an_object_that_is_gone_says_what_to_do(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        plugin.delete(case.token, made)
        with (
            plugin.calls(case.update),
            fails(made.id, "no longer exists", "`pulumi refresh`", "(request id "),
        ):
            plugin.update(case.token, made, {**made.inputs, **case.edit})

    def test_carries_secretness_as_the_program_has_it(self, plugin: Plugin, case: Case) -> None:
        [name] = case.edit
        made = case.made(plugin, **{name: secret("hush")})
        updated = plugin.update(case.token, made, {**made.inputs, name: secret("hush, hush")})
        assert updated.state[name] == secret("hush, hush")
        open_again = plugin.update(case.token, updated, {**made.inputs, name: "no secret"})
        assert open_again.state[name] == "no secret"

    @pytest.mark.parametrize("preview", [True, False])
    def test_keeps_what_is_internal_as_secret_as_the_state_has_it(
        self, plugin: Plugin, case: Case, preview: bool
    ) -> None:
        made = case.made(plugin)
        odd = {**made.state, "__autonamed": secret("hush")}
        inputs = {**made.inputs, "__autonamed": "another"}
        updated = plugin.update(case.token, made._replace(state=odd), inputs, preview=preview)
        assert updated.state.get("__autonamed", secret("hush")) == secret("hush")


@each_resource
class TestRead:
    def test_is_one_call(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        with plugin.calls(case.read):
            plugin.read(case.token, made.id, state=made.state, inputs=made.inputs)

    def test_of_an_object_that_is_gone_is_empty(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        plugin.delete(case.token, made)
        with plugin.calls(case.read):
            read = plugin.read(case.token, made.id, state=made.state, inputs=made.inputs)
        assert read == Object("", {}, {})

    def test_of_an_object_that_never_was_is_empty(self, plugin: Plugin, case: Case) -> None:
        assert plugin.read(case.token, case.missing) == Object("", {}, {})

    def test_of_what_can_be_no_id_says_which_can(self, plugin: Plugin, case: Case) -> None:
        with plugin.calls(), fails(f'"{case.malformed}"', "such as"):
            plugin.read(case.token, case.malformed)

    def test_imports_from_the_id_alone(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        with plugin.calls(case.read):
            imported = plugin.read(case.token, made.id)
        assert case.unread(imported) == made._replace(inputs=imported.inputs)
        assert without(imported.inputs, "__imported") == made.inputs

    def test_of_what_was_imported_shows_no_change(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        imported = plugin.read(case.token, made.id)
        inputs = plugin.checked(case.token, made.inputs, imported.inputs)
        diff = plugin.diff(case.token, imported.inputs, inputs, state=imported.state)
        assert not diff.changes


@each_that_changes
class TestReadOfSecrets:
    def test_keeps_secrets_secret(self, plugin: Plugin, case: Case) -> None:
        [name] = case.edit
        made = case.made(plugin, **{name: secret("hush")})
        assert made.state[name] == secret("hush")
        read = plugin.read(case.token, made.id, state=made.state, inputs=made.inputs)
        assert read.inputs[name] == read.state[name] == secret("hush")

    def test_keeps_an_output_secret_that_the_program_made_so(self, plugin: Plugin, case: Case) -> None:
        """`additionalSecretOutputs` marks it in the state, and nowhere else."""
        made = case.made(plugin)
        state = {**made.state, case.version: secret(made.state[case.version])}
        read = plugin.read(case.token, made.id, state=state, inputs=made.inputs)
        assert case.unread(read).state == state
        updated = plugin.update(case.token, Object(made.id, state, made.inputs), {**made.inputs, **case.edit})
        assert set(updated.state[case.version]) == set(state[case.version])


def test_an_update_keeps_secret_what_the_program_does_not_declare(plugin: Plugin) -> None:
    """Such as a part of a name that only the state knows, and marks as secret."""
    inputs = plugin.checked(USER, whole_user())
    made = plugin.create(USER, inputs)
    name = {**inputs["name"], "middleName": secret("A.")}
    state = {**made.state, "birthdate": secret("the birthdate"), "name": name}
    declared = {**without(inputs, "birthdate"), "name": {"givenName": "Ada", "familyName": "Lovelace"}}
    news = {**declared, "name": {"givenName": "Ada", "familyName": "King"}}
    updated = plugin.update(USER, Object(made.id, state, declared), news)
    assert updated.state["birthdate"] == secret("the birthdate")
    assert updated.state["name"] == {**news["name"], "middleName": secret("A.")}


@each_resource
class TestDelete:
    def test_is_one_call_guarded_by_the_states_version(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        with plugin.calls(case.delete) as calls:
            plugin.delete(case.token, made)
        guard = {case.guard: made.state[case.version]} if case.guard else {}
        assert {name: calls[0].params.get(name) for name in guard} == guard
        assert plugin.read(case.token, made.id).id == ""

    def test_a_second_time_is_success(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        plugin.delete(case.token, made)
        with plugin.calls(case.delete):
            plugin.delete(case.token, made)


@each_resource
class TestInParallel:
    def test_many_are_made_and_deleted_at_once(self, plugin: Plugin, case: Case) -> None:
        programs = [case.inputs(plugin) for _ in range(16)]
        with plugin.calls(*[case.create] * 16, *[case.delete] * 16), ThreadPoolExecutor(16) as pool:
            made = list(pool.map(lambda inputs: plugin.create(case.token, inputs), programs))
            list(pool.map(lambda one: plugin.delete(case.token, one), made))
        assert len({one.id for one in made}) == 16


@each_that_changes
class TestOnThePreviewOfAWholeLife:
    def test_nothing_is_asked(self, plugin: Plugin, case: Case) -> None:
        """Check and Diff neither, whatever they are given."""
        made = case.made(plugin)
        with plugin.calls():
            inputs = plugin.checked(case.token, {**made.inputs, **case.edit}, made.inputs)
            assert plugin.diff(case.token, made.inputs, inputs, state=made.state).changes
            plugin.update(case.token, made, inputs, preview=True)
            unknown = dict.fromkeys(made.inputs, UNKNOWN)
            assert plugin.checked(case.token, unknown) == unknown
            plugin.diff(case.token, made.inputs, unknown, state=made.state)
            plugin.create(case.token, unknown, preview=True)
            plugin.update(case.token, made, unknown, preview=True)

    def test_unknown_inputs_stay_unknown(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        unknown = dict.fromkeys(made.inputs, UNKNOWN)
        created = plugin.create(case.token, unknown, preview=True)
        assert {name: created.state[name] for name in unknown} == unknown
        updated = plugin.update(case.token, made, unknown, preview=True)
        assert {name: updated.state[name] for name in unknown} == unknown

    def test_secrets_stay_secret_known_or_not(self, plugin: Plugin, case: Case) -> None:
        made = case.made(plugin)
        hidden = {name: secret(value) for name, value in made.inputs.items()}
        [name] = case.edit
        hidden[name] = secret(UNKNOWN)
        assert plugin.checked(case.token, hidden) == hidden
        created = plugin.create(case.token, hidden, preview=True)
        assert {name: created.state[name] for name in hidden} == hidden
        updated = plugin.update(case.token, made, hidden, preview=True)
        assert {name: updated.state[name] for name in hidden} == hidden


@each_that_changes
def test_a_name_that_is_taken_is_an_error_with_awss_code_and_the_request_id(
    plugin: Plugin, case: Case
) -> None:
    made = case.made(plugin)
    label = RESOURCES[case.token].label
    taken: Bag = {label: made.inputs[label]}
    codes = {
        "CreateKeyGroup": "KeyGroupAlreadyExists",
        "CreatePublicKey": "PublicKeyAlreadyExists",
        "CreateUser": "UNIQUENESS_CONSTRAINT_VIOLATION",
        "CreateGroup": "UNIQUENESS_CONSTRAINT_VIOLATION",
    }
    with fails(codes[case.create], "(request id "):
        plugin.create(case.token, {**case.inputs(plugin), **taken})


@each_that_changes
def test_a_made_name_comes_back_through_the_whole_life(plugin: Plugin, case: Case) -> None:
    news = case.inputs(plugin)
    if RESOURCES[case.token].label == "name":
        news = without(news, "name")
    name = unique("site")
    inputs = plugin.checked(case.token, news, name=name, seed=unique("seed").encode())
    made = plugin.create(case.token, inputs)
    assert [name for name in made.state if name.startswith("__")] == ["__aws"]
    read = plugin.read(case.token, made.id, state=made.state, inputs=made.inputs)
    assert read.inputs == inputs
    assert plugin.checked(case.token, news, read.inputs, name=name, seed=b"other") == inputs
