"""What a resource's file is written in: its fields, its ids, its operations, how it changes.

Everything else is derived from such a declaration: checks and diffs (``model``), requests and what a
reply says (``mapping``), the life of an object (``lifecycle``), the schema, the reference and the
dynamic classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple, Protocol, TypeAlias

from aws_groups.model.attributes import Attribute, attributes
from aws_groups.model.paths import Path
from aws_groups.model.problems import MalformedId, Problem, Reason
from aws_groups.model.types import Text, Type, api_name
from aws_groups.values import Properties

TEXT = Text()


@dataclass(frozen=True)
class OnlyOf:
    """A list of what there is: where it has one item only, that item is the one that is meant."""

    service: str
    operation: str
    items: str
    """The member of the reply that holds the items."""
    member: str
    """The items' member that is the value."""


@dataclass(frozen=True)
class Input:
    """A property that a program can set; it is an output too."""

    name: str
    type: Type
    doc: str
    required: bool = False
    replaces: bool = False
    """A change of it makes a new object."""
    auto_named: bool = False
    """Left out, it is made from the resource's logical name."""
    made_of: Callable[[str], str] = str
    """Replaces the characters of a made name that AWS refuses."""
    default_from_config: bool = False
    """Left out, it is the provider configuration's property of the same name."""
    only_of: OnlyOf | None = None
    """Left out there too, it is the one that the state has, or the only one that there is."""
    secret: bool = False
    doubt: Callable[[str], Reason | None] | None = None
    """Gives the reason why AWS may refuse a value that is not known to be wrong, for a warning."""
    api: str = ""
    """The API's name of it; by default its name with a capital letter. Names with / between them are those
    of a member in other members."""
    attribute: str = ""
    """The attribute's name in a patch, which by default is the property's own."""
    never_of: Mapping[str, Reason] = field(default_factory=dict)
    """Of an id: the tokens of the resources whose ids are wrong here, and why."""

    @property
    def api_name(self) -> str:
        """The API's name of it: ``DisplayName``."""
        return self.api or api_name(self.name)


@dataclass(frozen=True)
class Output:
    """A property that AWS makes."""

    name: str
    doc: str
    type: Type = TEXT
    stable: bool = False
    """No update changes it, so a preview of one knows it."""
    optional: bool = False
    """AWS may leave it out."""
    foreign: bool = False
    """None of the provider's requests brings it: a directory that is synchronised with AWS does."""
    outdated: bool = False
    """Each write changes it, and no reply to a write tells it: the state has it again after a read."""
    sent: bool = False
    """The provider makes it once, at the create, and sends it unchanged with each update: a token."""
    repeats: str = ""
    """The input whose values it has in it, so that it is secret where that one is."""
    api: str = ""

    @property
    def api_name(self) -> str:
        """The API's name of it: ``ETag``."""
        return self.api or api_name(self.name)


@dataclass(frozen=True)
class FullObject:
    """The object is replaced whole, so the program owns all of it."""

    operation: str


@dataclass(frozen=True)
class AttributePatch:
    """Attributes are changed one by one, so the program owns the attributes that it declares."""

    operation: str


@dataclass(frozen=True)
class Never:
    """The object never changes: each change of an input makes a new one."""


@dataclass(frozen=True)
class MemberSet:
    """The object is the set of all members of something. The program owns the whole set; each member comes
    and goes by a call of its own."""

    of: Resource
    """One membership, as a resource of its own."""
    member: str
    """The input of that resource which is the member: ``memberId``."""
    members: str
    """The set's input which has all of them: ``members``."""
    links: str
    """The set's output which has the id of each one's membership: ``memberships``."""
    about_one: Callable[[Refusal], bool]
    """Whether a refused addition is about that member alone, so that the others can be added."""


@dataclass(frozen=True, eq=False)
class OverTime:
    """The object is a group of keys, which take turns: a key that is replaced stays for a while."""

    group: Resource
    """The group, as a resource of its own."""
    key: Resource
    """A key of it, as a resource of its own."""
    key_name: Callable[[str, str], str]
    """The name of a key, by the name of the group and the key's fingerprint."""
    knows: Callable[[Ask, str, str, str], bool]
    """``knows(ask, holder, group, key)``: whether what uses the group has a key of it in use already."""
    all_keys: Callable[[Ask], Iterator[Mapping[str, Any]]]
    """Every key of the account, each as a reply that reads it."""
    overlap: str
    """How long a key that is replaced stays, if the program does not say."""


Change: TypeAlias = FullObject | AttributePatch | Never | MemberSet | OverTime
"""How a resource changes."""


class Means(Enum):
    """What a refusal by AWS means to the provider."""

    GONE = "the object does not exist"
    STALE = "the version that was sent is not the object's"
    TAKEN = "another object has the name"
    STALE_OR_TAKEN = "one of the two; the error does not say which"
    IN_USE = "something uses the object"
    QUOTA = "there are as many as there may be"
    NO_CONTAINER = "what the object is to be in does not exist"
    INVALID = "a property's value is refused"


class Refusal(Protocol):
    """The facts of a refusal by AWS; the exception that tells of one has these."""

    code: str
    reason: str | None
    resource_type: str | None


@dataclass(frozen=True)
class When:
    """A row of the table of refusals: an error code, and what it means. The first row that fits counts."""

    code: str
    means: Means
    reason: str | None = None
    """The Reason that the error has to have, where that matters."""
    resource_type: str | None = None
    """The ResourceType that the error has to have, where that matters."""
    about: Mapping[str, Any] = field(default_factory=dict)
    """What the sentence about it names: of a quota, ``what`` is counted, ``per`` what, and how many are
    the ``default``."""

    def fits(self, refusal: Refusal) -> bool:
        """Whether ``refusal`` is of this row."""
        return (
            self.code == refusal.code
            and self.reason in (None, refusal.reason)
            and self.resource_type in (None, refusal.resource_type)
        )


Ask: TypeAlias = Callable[..., Mapping[str, Any] | None]
"""``ask(operation, **parameters)``: one call of the resource's service; None where AWS says that what it
is about does not exist."""


class Holder(NamedTuple):
    """Something that uses an object."""

    noun: str
    id: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Service:
    """What the resources of one AWS service share."""

    name: str
    """botocore's name of it: ``cloudfront``."""
    version: str
    """The output that guards writes: ``etag``, ``revision``."""
    version_member: str
    """The member of a request that carries the version: ``IfMatch``, ``Revision``."""
    refusals: tuple[When, ...]
    id_parts: Callable[[str, Properties], tuple[str, ...] | Reason]
    """The parts of an id's text, one for each of the resource's ``id_members``, or why it has none.
    The second argument is the provider's configuration."""
    regional: bool
    """Whether it is called in a region, so that it cannot be called without one."""
    pages: Callable[[Ask, str], Iterator[Mapping[str, Any]]]
    """The items of all pages of a list operation."""
    names: Callable[[Mapping[str, Any]], Iterator[tuple[str, str]]] = lambda reply: iter(())
    """The ids in a reply of objects that a person knows by a name, and these names."""


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """How an object can be read among many: a list whose items are whole objects."""

    operation: str
    member: str
    """The member of the reply that holds the items."""
    scope: tuple[str, ...] = ()
    """The inputs that the list is of, beside the store."""


class Named(Protocol):
    """What messages call a kind of thing."""

    @property
    def noun(self) -> str:
        """What AWS's documentation calls it: ``key group``."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One kind of resource."""

    token: str
    """``cloudfront:KeyGroup``: module and name, without the package."""
    noun: str
    """What AWS's documentation calls it: ``key group``."""
    doc: str
    service: Service
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    settings: tuple[Input, ...] = ()
    """What a program can set that is for the provider alone: it is never sent, and no change of it is a
    change of the object."""
    label: str
    """The input that a person would call the object by."""
    id_doc: str
    """What its id looks like, for messages and docs."""
    id_members: tuple[str, ...]
    """The members of a request that say which object is meant, and of a reply that say it too."""
    create: str
    read: str
    delete: str
    change: Change
    envelope: tuple[str, ...] = ()
    """The members that a reply has the object in, from the outside in; a request has the last of them."""
    needed: tuple[Path, ...] = ()
    """What AWS wants of a new object, though it has some without: a program may leave it out that has such
    an object."""
    refusals: tuple[When, ...] = ()
    """What only this resource's refusals mean; they count before the service's."""
    read_params: Mapping[str, Any] = field(default_factory=dict)
    """What a read, or a list of whole objects, has to ask for to get all properties."""
    bulk: Bulk | None = None
    version_guards: bool = True
    """Whether AWS takes a version with a write."""
    unique: tuple[str, ...]
    """The inputs whose values together AWS allows once, so that a replacement which has the same ones
    cannot exist beside the object that it replaces."""
    also_unique: tuple[Path, ...] = ()
    """Other values that AWS allows once in a store."""
    find: Callable[[Ask, Properties], str | None] = lambda ask, inputs: None
    """The id of the object that has the unique name in the inputs."""
    find_also: Callable[[Ask, Properties], str | None] = lambda ask, inputs: None
    """The id of an object that has one of ``also_unique``."""
    resolve: Callable[[Ask, str], str | None] = lambda ask, text: text
    """The id that an import's text stands for, where some other form of it has to be looked up."""
    holders: Callable[[Ask, str], tuple[Holder, ...]] = lambda ask, object_id: ()
    """What uses an object, so that it cannot be deleted."""
    goes_with_it: str = ""
    """What a person loses with an object that is replaced, as a sentence names it."""
    within: tuple[str, ...] = ()
    """The inputs that say of what the object is a part. A member set has all parts of one kind."""
    needs: Mapping[str, str] = field(default_factory=dict)
    """The kinds of objects that must be there (an error's ResourceType), and the input that names each."""
    mistake: Callable[[Ask, str, Properties], Reason | None] = lambda ask, name, inputs: None
    """What the value of such an input is instead, where AWS knows it as something else."""
    takes_from_people: bool = False
    """Whether its deletion takes something away from somebody, and is counted."""
    protected_by: str = ""
    """The input whose value can be a name that is never deleted."""
    inhabitants: Callable[[Ask, str], Iterable[tuple[str, str]]] = lambda ask, object_id: ()
    """Who is in it, and would go with it: the id of each one's membership, and the user's."""
    problems: Callable[[Properties, Properties], Iterator[Problem]] = lambda old, new: iter(())
    """What is wrong with checked inputs (the state's, the program's) beyond their fields."""

    @cached_property
    def fields(self) -> Mapping[str, Input]:
        """The inputs by name."""
        return {field.name: field for field in self.inputs}

    @cached_property
    def input_names(self) -> tuple[str, ...]:
        """The inputs' names."""
        return tuple(self.fields)

    def own(self, values: Properties) -> Properties:
        """Of ``values`` the inputs alone, without settings and without what is internal."""
        return {name: value for name, value in values.items() if name in self.fields}

    @property
    def version(self) -> str:
        """The output that guards writes."""
        return self.service.version

    @cached_property
    def properties(self) -> tuple[Input | Output, ...]:
        """The inputs and the outputs."""
        return (*self.inputs, *self.outputs)

    @cached_property
    def token_output(self) -> Output | None:
        """The output that the provider makes and sends, which proves that an object is its own."""
        return next((output for output in self.outputs if output.sent), None)

    @cached_property
    def attributes(self) -> tuple[Attribute, ...]:
        """What an update can change one by one. A record's members are attributes of their own."""
        return tuple(
            found
            for field in self.inputs
            if not field.replaces
            for found in attributes((field.name,), field.attribute or field.name, field.type)
        )

    @cached_property
    def unique_sets(self) -> tuple[tuple[Path, ...], ...]:
        """The values that together AWS allows once, the one that names the set last: ``unique``, and each of
        ``also_unique`` in the same store."""
        store = tuple((name,) for name in self.unique if name != self.label)
        return tuple((*store, path) for path in ((self.label,), *self.also_unique))

    @cached_property
    def own_paths(self) -> tuple[Path, ...]:
        """The inputs as the paths that a full object is compared by."""
        return tuple((name,) for name in self.input_names)

    @cached_property
    def types(self) -> Mapping[Path, Type]:
        """The type of each input and each attribute."""
        types: dict[Path, Type] = {(field.name,): field.type for field in self.inputs}
        return types | {found.path: found.type for found in self.attributes}

    def meaning(self, refusal: Refusal) -> When | None:
        """The row of the tables that ``refusal`` fits."""
        rows = (*self.refusals, *self.service.refusals)
        return next((row for row in rows if row.fits(refusal)), None)

    def means(self, refusal: Refusal) -> Means | None:
        """What ``refusal`` means; None where the tables do not know it."""
        row = self.meaning(refusal)
        return row.means if row else None

    def id_parts(self, text: str, configuration: Properties | None = None) -> tuple[str, ...]:
        """The values of ``id_members`` in an id's text.

        Raises:
            MalformedId: no object of this kind can have that id.
        """
        found = self.service.id_parts(text, configuration or {})
        if isinstance(found, Reason):
            raise MalformedId(text, self.noun, self.id_doc, found)
        return found
