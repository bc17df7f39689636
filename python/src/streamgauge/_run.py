"""Runs a task and reads what it left."""

import json
import os
import subprocess
import tempfile
from argparse import Namespace
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Union

from ._program import find_program

#: Exit codes of runs that have results: fine, failures or objectives missed, the client was the limit, interrupted.
_WITH_RESULTS = (0, 1, 4, 130)


class StreamgaugeError(RuntimeError):
    """The task could not be run; the message is the program's own."""

    def __init__(self, message: str, exit_code: int):
        super().__init__(message)
        self.exit_code = exit_code


class Arguments(Namespace):
    """Options of a run by their names in Python, as ``evalscope.perf.Arguments``: any option of ``streamgauge perf``."""

    def to_dict(self) -> Dict[str, Any]:
        return dict(vars(self))


class PerfResult(Dict[str, Dict[str, Any]]):
    """Results by the name of the point, as evalscope returns them; attributes tell of the run as a whole."""

    #: 0 fine, 1 failures or objectives missed, 4 the client was the limit, 130 interrupted.
    exit_code: int
    #: Where all files of the run are.
    folder: Path
    #: The whole ``run.json``.
    run: Dict[str, Any]


Task = Union[Mapping[str, Any], Namespace, Any]


def run_perf_benchmark(task: Task) -> PerfResult:
    """Runs a task and returns ``{point: {"metrics": …, "percentiles": …}}`` with evalscope's keys.

    ``task``: a mapping, an ``argparse.Namespace``, or an object with ``to_dict()`` or attributes. Members that are
    ``None`` are left to the program. Raises ``StreamgaugeError`` for what cannot be run.
    """
    options = {name: _to_json(value) for name, value in _to_options(task).items() if value is not None}
    with tempfile.TemporaryDirectory(prefix="streamgauge_") as folder:
        config = Path(folder) / "task.json"
        config.write_text(json.dumps(options), encoding="utf-8")
        code, run, said = _start([*find_program(), "perf", "--config", str(config), "--json"])
    if code not in _WITH_RESULTS or run is None:
        raise StreamgaugeError(said or f"streamgauge ended with exit code {code}", code)
    return _to_result(run, code)


def perf(**options: Any) -> PerfResult:
    """Runs ``streamgauge perf`` with these options; as ``run_perf_benchmark`` with a dictionary."""
    return run_perf_benchmark(options)


def _to_options(task: Task) -> Mapping[str, Any]:
    if isinstance(task, Mapping):
        return task
    if hasattr(task, "to_dict"):
        return task.to_dict()
    return vars(task)


def _to_json(value: Any) -> Any:
    """Paths and enumerations become texts, tuples lists; everything else must be what JSON has."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, (tuple, set)):
        return [_to_json(member) for member in value]
    if isinstance(value, list):
        return [_to_json(member) for member in value]
    if isinstance(value, Mapping):
        return {name: _to_json(member) for name, member in value.items()}
    return getattr(value, "value", value)


def _start(command):
    """Shows what the program says while it runs, and keeps the end of it for an error."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    from threading import Thread

    said = []

    def show():
        for line in process.stderr:
            said.append(line)
            del said[:-200]
            _print(line)

    shower = Thread(target=show, daemon=True)
    shower.start()
    try:
        text = process.stdout.read()
        code = process.wait()
    except KeyboardInterrupt:
        # The program had the same signal: it ends in order, and its results are read.
        text = process.stdout.read()
        code = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
    shower.join(timeout=5)
    return code, _parse(text), "".join(said).strip()


def _print(line: str) -> None:
    import sys

    print(line, end="", file=sys.stderr, flush=True)


def _parse(text: str) -> Optional[Dict[str, Any]]:
    try:
        run = json.loads(text)
    except ValueError:
        return None
    return run if isinstance(run, dict) and "steps" in run else None


def _to_result(run: Dict[str, Any], code: int) -> PerfResult:
    result = PerfResult()
    folder = Path(run["context"]["outputPath"])
    search = folder / "sla_summary.json"
    if search.is_file():
        result.update(_read(search))
    else:
        for step in run["steps"]:
            result[step["name"]] = _read_point(Path(step["folder"]))
    result.exit_code = code
    result.folder = folder
    result.run = run
    return result


def _read_point(folder: Path) -> Dict[str, Any]:
    point = {"metrics": _read(folder / "benchmark_summary.json")}
    point["percentiles"] = _transpose(_read(folder / "benchmark_percentile.json"))
    for name in ("trace_summary", "workload_throughput"):
        path = folder / f"{name}.json"
        if path.is_file():
            point[name] = _read(path)
    return point


def _transpose(rows) -> Dict[str, list]:
    columns: Dict[str, list] = {}
    for row in rows:
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
    return columns


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
