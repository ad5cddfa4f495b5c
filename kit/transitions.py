"""A workflow as a table: who may do what in which state, and where it leads.

The table decides; the caller writes the new state with a conditional update, so that of two who act at once
only one succeeds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.refused import Refused


@dataclass(frozen=True, slots=True)
class Transition:
    """``verb`` leads from any state of ``source`` to ``target`` and is open to ``roles``.

    ``label`` is the verb on the screen; ``guard`` names a condition that the caller checks, empty for none.
    """

    verb: str
    source: tuple[str, ...]
    target: str
    roles: frozenset[str]
    label: str
    guard: str = ""


@dataclass(frozen=True, slots=True)
class Workflow:
    """States, transitions and roles; states and roles are code → label, and the first state begins it all.

    ValueError when a transition names an unknown state or role, when a verb leaves one state twice, or when a
    state cannot be reached.
    """

    name: str
    states: Mapping[str, str]
    transitions: tuple[Transition, ...]
    roles: Mapping[str, str]
    _exits: Mapping[tuple[str, str], Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._refuse_unknown_names()
        object.__setattr__(self, "_exits", self._exits_by_verb_and_source())
        self._refuse_unreachable_states()

    @property
    def initial(self) -> str:
        return next(iter(self.states))

    @property
    def labels(self) -> dict[str, str]:
        """State code → label, in the order of the table."""
        return dict(self.states)

    def allowed(self, state: str, role: str) -> list[Transition]:
        """What ``role`` may do in ``state``, in the order of the table."""
        return [found for found in self.transitions if state in found.source and role in found.roles]

    def step(self, verb: str, state: str, role: str) -> str:
        """The state that ``verb`` leads to; Refused when it is not open in this state or to this role.

        KeyError for a state or verb the workflow does not have.
        """
        here = self.states[state]
        found = self._exits.get((verb, state))
        if found is None:
            label = self._label(verb)
            raise Refused(f"当前状态是“{here}”,不能{label};{label}须在{self._sources(verb)}状态下办理")
        if role not in found.roles:
            raise Refused(f"当前状态是“{here}”,{found.label}应由{self._actors(found)}办理")
        return found.target

    def mermaid(self) -> str:
        """The workflow as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{label}" as {code}' for code, label in self.states.items()]
        lines += [f"    [*] --> {self.initial}"]
        for found in self.transitions:
            text = f"{found.label}({self._actors(found)})"
            lines += [f"    {source} --> {found.target}: {text}" for source in found.source]
        lines += [f"    {code} --> [*]" for code in self.states if not self._leaves(code)]
        return "\n".join(lines) + "\n"

    def _label(self, verb: str) -> str:
        labels = {found.verb: found.label for found in self.transitions}
        return labels[verb]

    def _sources(self, verb: str) -> str:
        codes = [code for code in self.states if (verb, code) in self._exits]
        return "、".join(f"“{self.states[code]}”" for code in codes)

    def _actors(self, transition: Transition) -> str:
        return "、".join(label for role, label in self.roles.items() if role in transition.roles)

    def _leaves(self, state: str) -> bool:
        return any(state in found.source for found in self.transitions)

    def _refuse_unknown_names(self) -> None:
        for found in self.transitions:
            unknown_states = {*found.source, found.target} - set(self.states)
            unknown_roles = found.roles - set(self.roles)
            if unknown_states or unknown_roles:
                names = ", ".join(sorted(unknown_states | unknown_roles))
                raise ValueError(f"{self.name}: {found.verb} names unknown states or roles: {names}")

    def _exits_by_verb_and_source(self) -> dict[tuple[str, str], Transition]:
        exits: dict[tuple[str, str], Transition] = {}
        for found in self.transitions:
            for source in found.source:
                if (found.verb, source) in exits:
                    raise ValueError(f"{self.name}: {found.verb} leaves {source} twice")
                exits[found.verb, source] = found
        return exits

    def _refuse_unreachable_states(self) -> None:
        reached, waiting = {self.initial}, [self.initial]
        while waiting:
            state = waiting.pop()
            targets = {found.target for found in self.transitions if state in found.source}
            waiting += targets - reached
            reached |= targets
        unreachable = [code for code in self.states if code not in reached]
        if unreachable:
            raise ValueError(f"{self.name}: no way leads to {', '.join(unreachable)}")
