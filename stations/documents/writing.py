"""The body of a document as a TOML text, and a TOML file of anybody's as a body.

What is written is complete: read again it is the same body. A file that was brought is refused only where it cannot be
held at all; whether it makes a document is for the reader to say, place by place.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

import tomli_w

from kit.refused import Refused
from stations.schema_form import DOCUMENT, in_words
from stations.schema_form.shapes import Shape, Text
from stations.schema_form.wholes import Many, Named, Parts

MOST_BYTES = 512 * 1024
# More than any document holds, and no more than one page of a form can show.
MOST_ENTRIES = 200
MOST_VALUES = 1200
DEEPEST = 12
# A key of very many parts takes the reader of TOML minutes.
MOST_DOTS = 200

WHERE = re.compile(r"\(at line (\d+), column (\d+)\)")
SAID = {
    "Cannot overwrite a value": "同一项写了两次,请删去一处",
    "Cannot declare": "同一组写了两次,请合在一起",
    "Cannot mutate": "同一组写了两次,请合在一起",
    "Duplicate inline table key": "同一项写了两次,请删去一处",
    "Unterminated string": "引号没有配对",
    "Illegal character": "有不能用的字符,请检查引号和换行",
    "Found invalid character": "有不能用的字符",
    "Unclosed": "括号没有配对",
    "Invalid initial character for a key part": "等号左边的名称写法不对",
    "Expected '='": "少了等号",
    "Expected newline or end of document": "一行写了两项,或者引号、逗号写法不对",
    "Invalid statement": "名称写法不对:只用英文字母、数字、下划线,中文名称要加引号",
    "Invalid value": "等号右边写法不对:文字要加英文引号",
    "Invalid date or datetime": "没有这一天",
}


def to_toml(body: Mapping[str, Any], *, about: str) -> str:
    """The whole body in the order of the schema; ``about`` is a comment above it."""
    return f"# {about}\n{tomli_w.dumps(_ordered(DOCUMENT, body))}"


def from_toml(content: bytes, *, size: int = 0) -> dict[str, Any]:
    """The body that a file holds. Refused at "file" where it holds none.

    Of a file of more than ``MOST_BYTES`` the caller reads no more than shows that, and gives its ``size``.
    """
    if (size := size or len(content)) > MOST_BYTES:
        raise _refused(
            f"文件有 {size / 1024 / 1024:.1f} MB,最多 {MOST_BYTES // 1024} KB。"
            "政策文件不会这样大,请核对选的文件。"
        )
    text = _decoded(content)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MOST_DOTS:
            raise _refused(f"第 {number} 行的点号太多,分的层次超过了政策文件的格式。")
    try:
        body = {key: _storable(value, 1) for key, value in tomllib.loads(text).items()}
    except RecursionError:
        raise _refused(_TOO_DEEP) from None
    except ValueError as error:
        raise _refused(_in_chinese(str(error), text)) from None
    if not body:
        raise _refused("文件里没有任何内容。")
    if problem := too_much(body):
        raise _refused(problem)
    return body


def too_much(body: Mapping[str, Any]) -> str | None:
    """Why a body is more than a form can hold; None where it is not."""
    for name, value in body.items():
        for path, entries in _lists((name,), value):
            if len(entries) > MOST_ENTRIES:
                return f"“{in_words(path)}”有 {len(entries)} 项,最多 {MOST_ENTRIES} 项,请拆成几件文件。"
        if (count := _count(value)) > MOST_VALUES:
            return f"“{in_words((name,))}”共有 {count} 个值,最多 {MOST_VALUES} 个,请拆成几件文件。"
    return None


_TOO_DEEP = "内容一层套一层,层次超过了政策文件的格式。请对照从门户导出的文件修改。"


def _refused(reason: str) -> Refused:
    return Refused(reason, field="file")


def _decoded(content: bytes) -> str:
    try:
        # A mark that Windows puts before the text is no part of it.
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _refused("文件不是 UTF-8 编码。请在编辑软件里“另存为”,编码选 UTF-8,再导入。") from None


def _storable(value: Any, depth: int) -> Any:
    """A value as the database holds it; what JSON has no word for becomes text."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return {_text(key): _storable(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_storable(each, depth + 1) for each in value]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    """The database holds no NUL."""
    return text.replace("\0", "")


def _in_chinese(said: str, text: str) -> str:
    place = WHERE.search(said)
    reason = next((words for start, words in SAID.items() if said.startswith(start)), "写法不对")
    if place:
        line = int(place[1])
        shown = text.split("\n")[line - 1].strip()[:60] if line <= text.count("\n") + 1 else ""
        return f"第 {line} 行第 {place[2]} 列{reason}。{f'这一行是:{shown}' if shown else ''}"
    if "at end of document" in said:
        return "到文件末尾还没有写完,请检查最后几行的引号、括号是否配对。"
    return f"文件不是 TOML 格式:{reason}。"


def _lists(path: tuple[str | int, ...], value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict | list):
        yield path, value
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _lists((*path, name), each)


def _count(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_count(each) for each in value.values())
    return sum(_count(each) for each in value) if isinstance(value, list) else 1


def _ordered(shape: Shape, value: Any) -> Any:
    """A value with its parts in the order of the schema, days as days; what the schema does not know comes last."""
    if isinstance(shape, Parts) and isinstance(value, Mapping):
        known = [field for field in shape.fields if field.name in value]
        said = {field.name: _ordered(field.shape, value[field.name]) for field in known}
        return {**said, **{name: each for name, each in value.items() if name not in said}}
    if isinstance(shape, Many) and isinstance(value, list):
        return [_ordered(shape.of, each) for each in value]
    if isinstance(shape, Named) and isinstance(value, Mapping):
        return {key: _ordered(shape.of, value[key]) for key in sorted(value)}
    if isinstance(shape, Text) and shape.kind == "day" and isinstance(value, str):
        return _day(value)
    return value


def _day(text: str) -> date | str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return day if day.isoformat() == text else text
