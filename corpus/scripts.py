"""Scripts: letters that some writing systems are told by."""

from __future__ import annotations

#: Chinese, Japanese and Korean signs, which no space parts into words; for a class of a pattern.
CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
