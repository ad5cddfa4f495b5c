"""The register of rules: every id of the policy documents, and which tests prove those that are computed or checked.

``make rules`` runs the marked tests and prints this table; test_register.py fails while a rule lacks its test.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from stations.documents.files import shipped, shipped_bodies
from stations.rules.documents import Document, cited

TESTS = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Rule:
    """An id, the clause it first stands at, what it is about, and whether the portal computes or checks by it."""

    key: str
    clause: str
    about: str
    judged: bool


def register() -> dict[str, Rule]:
    """Every rule and reading of the shipped documents; judged where any value of that id is."""
    found: dict[str, Rule] = {}
    for key in (body["key"] for body in shipped_bodies()):
        for rule in _rules_of(shipped(key)):
            known = found.get(rule.key)
            if known is None or (rule.judged and not known.judged):
                found[rule.key] = rule
    return dict(sorted(found.items(), key=lambda item: _in_order(item[0])))


def _rules_of(document: Document) -> Iterator[Rule]:
    for _, value in cited(document):
        if value.rule:
            yield Rule(value.rule, value.clause, value.NAME, value.JUDGED)
    for key, reading in document.readings.items():
        yield Rule(key, "读法", reading.question, reading.changes)


def _in_order(key: str) -> tuple[str, int, str]:
    """W-T2 before W-T10, AM-13 before AM-13b."""
    letters = key.rstrip("0123456789ab")
    digits = key[len(letters) :].rstrip("ab")
    return letters, int(digits or 0), key


def proofs() -> dict[str, list[str]]:
    """Rule id → the tests marked with it, as ``file::test``."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for test, key in _marks(ast.parse(path.read_text(encoding="utf-8"))):
            name = f"{path.relative_to(TESTS)}::{test}"
            if name not in found[key]:
                found[key].append(name)
    return found


def _marks(module: ast.Module) -> Iterator[tuple[str, str]]:
    """(test, id) for each test marked ``pytest.mark.rule("id")`` itself or by one of its parameters."""
    markers = _markers(module)
    lists = {
        target.id: list(_ids(node.value, markers))
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for decorator in node.decorator_list:
                yield from ((node.name, key) for key in _ids(decorator, markers))
                # Parameters that stand beside the test, under a name of the module.
                for used in ast.walk(decorator):
                    if isinstance(used, ast.Name):
                        yield from ((node.name, key) for key in lists.get(used.id, ()))


def _markers(module: ast.Module) -> dict[str, int]:
    """Functions of the module that mark with the id they are given, and as which argument they take it."""
    found = {}
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            for given in _arguments_of_marks(node):
                if isinstance(given, ast.Name) and given.id in names:
                    found[node.name] = names.index(given.id)
    return found


def _ids(node: ast.AST, markers: Mapping[str, int]) -> Iterator[str]:
    given = list(_arguments_of_marks(node))
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in markers:
            given += call.args[markers[call.func.id] :][:1]
    yield from (each.value for each in given if isinstance(each, ast.Constant))


def _arguments_of_marks(node: ast.AST) -> Iterator[ast.expr]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("mark.rule"):
            yield from call.args


def unproved(rules: Mapping[str, Rule], tests: Mapping[str, list[str]]) -> list[str]:
    """Judged rules without a test."""
    return [key for key, rule in rules.items() if rule.judged and not tests.get(key)]


def lines() -> Iterator[str]:
    """The table that ``make rules`` prints."""
    rules, tests = register(), proofs()
    for key, rule in rules.items():
        proof = ", ".join(tests.get(key, [])) or ("—— 缺测试" if rule.judged else "作为数据保存")
        yield f"{key:8}{rule.clause}\t{rule.about}\t{proof}"
    judged = sum(rule.judged for rule in rules.values())
    yield f"{len(rules)} 条:{judged} 条参与计算或判断,{len(rules) - judged} 条作为数据保存。"
    if gaps := unproved(rules, tests):
        yield f"缺测试:{'、'.join(gaps)}"
