"""Finds the program: a binary, or its source with a runtime."""

import os
import shutil
from pathlib import Path
from typing import List, Mapping

BINARY_VARIABLE = "STREAMGAUGE_BINARY"
PERMISSIONS = ["--allow-net", "--allow-read", "--allow-write", "--allow-env", "--allow-sys", "--allow-run", "--allow-ffi"]


class ProgramNotFound(RuntimeError):
    """Neither the binary nor a runtime for the source is there."""


def find_program(env: Mapping[str, str] = os.environ) -> List[str]:
    """Returns the words that start the program."""
    named = env.get(BINARY_VARIABLE)
    if named:
        return [named]
    on_path = shutil.which("streamgauge", path=env.get("PATH"))
    # A console script of this package would start itself again and again.
    if on_path:
        return [on_path]
    source = _find_source()
    runtime = _find_deno(env)
    if source is None or runtime is None:
        raise ProgramNotFound(
            "streamgauge is not on PATH: install its binary, or a runtime for the source that this package carries "
            f"with `pip install streamgauge[deno]`; {BINARY_VARIABLE} names a binary elsewhere"
        )
    return [runtime, "run", "--no-prompt", "--quiet", *PERMISSIONS, str(source)]


def _find_source():
    here = Path(__file__).resolve().parent
    for candidate in (here / "_program" / "main.ts", here.parents[2] / "main.ts"):
        if candidate.is_file() and (candidate.parent / "deno.json").is_file():
            return candidate
    return None


def _find_deno(env: Mapping[str, str]):
    try:
        import deno  # The package of the same name on PyPI.

        return str(deno.find_deno_bin())
    except (ImportError, AttributeError, FileNotFoundError):
        return shutil.which("deno", path=env.get("PATH"))
