"""JSON documents as text."""

import json
import re
from typing import Any

Object = dict[str, Any]


def dump(document: Object) -> str:
    """Text that UTF-8 can encode; a lone surrogate, which strict readers refuse, is spelled out in its string."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return re.sub("[\ud800-\udfff]", lambda match: rf"\\u{ord(match[0]):04x}", text) + "\n"
