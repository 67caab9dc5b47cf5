"""🐛 The faults: what a tired programmer does to a line of code.

A fault is a splice into the source text, so that all other lines stay as they are.
"""

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

NEGATED = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: ">=",
    ast.LtE: ">",
    ast.Gt: "<=",
    ast.GtE: "<",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
SHIFTED = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}


@dataclass(frozen=True)
class Fault:
    """One small fault in one place."""

    kind: str
    line: int
    start: int
    end: int
    new: str
    old: str
    scope: str = ""
    """The class or function at the top level that holds the place."""

    @property
    def key(self) -> str:
        """Names the fault as long as the text around it stays the same."""
        what = f"{self.kind}|{self.line}|{self.start}|{self.old}|{self.new}"
        return hashlib.sha1(what.encode(), usedforsecurity=False).hexdigest()[:12]

    def plant(self, source: bytes) -> bytes:
        """The source with the fault in it."""
        return source[: self.start] + self.new.encode() + source[self.end :]

    def __str__(self) -> str:
        return f"line {self.line}: {self.kind}: {self.old} → {self.new}"


class Planter:
    """Finds the places in a source where a fault can be planted."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def faults(self) -> list[Fault]:
        """Every fault, in the order of the source, each of which still compiles."""
        found = [
            replace(fault, scope=getattr(top, "name", ""))
            for top in ast.parse(self.source).body
            for node in ast.walk(top)
            for fault in self.at(node)
        ]
        unique = {(f.start, f.end, f.new): f for f in found if f.old != f.new}
        ordered = sorted(unique.values(), key=lambda f: (f.start, f.end, f.new))
        return [fault for fault in ordered if compiles(fault.plant(self.source))]

    def at(self, node: ast.AST) -> Iterator[Fault]:
        """The faults that this node can carry."""
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield self.replace("dropped call", node, "pass")
        elif isinstance(node, ast.Raise):
            yield self.replace("dropped raise", node, "pass")
        elif isinstance(node, ast.Return) and not is_constant(node.value, None):
            if node.value is not None:
                yield self.replace("returned None", node, "return None")
        elif is_change(node):
            yield self.replace("dropped assignment", node, "pass")
        elif isinstance(node, ast.Delete):
            yield self.replace("dropped del", node, "pass")
        elif isinstance(node, ast.Attribute) and node.attr == "notify_all":
            whole = self.replace("notify_all → notify", node, "")
            yield replace(whole, start=whole.end - len("_all"), old="notify_all", new="")
        elif isinstance(node, ast.With) and not any(i.optional_vars for i in node.items):
            last = node.items[-1].context_expr
            header = self.replace("dropped with", node, "if True", end=last)
            if self.source[header.end : header.end + 1] == b":":
                yield header
        elif isinstance(node, ast.While) and not is_constant(node.test, True):
            start = self.offset(node.lineno, node.col_offset)
            yield Fault("while → if", node.lineno, start, start + 5, "if", "while")
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            for kind, table in (("negated comparison", NEGATED), ("shifted comparison", SHIFTED)):
                operator = table.get(type(node.ops[0]))
                if operator:
                    left, right = self.text(node.left), self.text(node.comparators[0])
                    yield self.replace(kind, node, f"{left} {operator} {right}")
        elif isinstance(node, ast.BoolOp):
            word = " or " if isinstance(node.op, ast.And) else " and "
            new = word.join(f"({self.text(value)})" for value in node.values)
            yield self.replace("and ↔ or", node, new)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield self.replace("dropped not", node, f"({self.text(node.operand)})")
        elif isinstance(node, ast.Constant):
            if node.value is True or node.value is False:
                yield self.replace("wrong constant", node, str(not node.value))
            elif isinstance(node.value, (int, float)):
                yield self.replace("wrong constant", node, f"({node.value!r} + 1)")

    def replace(self, kind: str, node: ast.AST, new: str, end: ast.AST | None = None) -> Fault:
        """The fault that puts `new` in the place of a node."""
        last = end or node
        start = self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        stop = self.offset(last.end_lineno, last.end_col_offset)  # type: ignore[attr-defined]
        if end is not None and self.source[stop : stop + 1] == b")":
            stop += 1  # with (lock):
        old = " ".join(self.source[start:stop].decode().split())
        return Fault(kind, node.lineno, start, stop, new, old)  # type: ignore[attr-defined]

    def offset(self, line: int, column: int) -> int:
        """Where in the source a line and column are, in bytes."""
        return self.starts[line - 1] + column

    def text(self, node: ast.expr) -> str:
        """The source of an expression."""
        start = self.offset(node.lineno, node.col_offset)
        return self.source[
            start : self.offset(node.end_lineno or 0, node.end_col_offset or 0)
        ].decode()


def is_change(node: ast.AST) -> bool:
    """Does it change an attribute, or add to something?"""
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Attribute)
    return isinstance(node, ast.AugAssign)


def is_constant(node: ast.AST | None, value: object) -> bool:
    """Is the node this very constant?"""
    return isinstance(node, ast.Constant) and node.value is value


def compiles(source: bytes) -> bool:
    """Is it still Python?"""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True
