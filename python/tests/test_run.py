"""Against the embedded simulator, started from the source beside this package."""

import json
import re
import subprocess
from argparse import Namespace
from pathlib import Path

import pytest

from streamgauge import Arguments, StreamgaugeError, perf, run_perf_benchmark
from streamgauge._program import ProgramNotFound, find_program


@pytest.fixture(scope="module")
def service():
    command = [*find_program(), "simulate", "--port", "0", "--exit-with-stdin", "--ttft", "5", "--itl", "1", "--tokens", "5"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        yield re.search(r"http://\S+", line).group(0) + "/v1/chat/completions"
    finally:
        process.stdin.close()
        process.wait(timeout=20)


@pytest.fixture
def task(service, tmp_path):
    return {
        "model": "m",
        "url": service,
        "prompt": "hi",
        "parallel": [1, 2],
        "number": [3, 4],
        "sleep_interval": 0,
        "outputs_dir": tmp_path,
        "no_test_connection": True,
    }


def check(results):
    assert list(results) == ["parallel_1_number_3", "parallel_2_number_4"]
    point = results["parallel_2_number_4"]
    assert point["metrics"]["Success Requests"] == 4
    assert point["metrics"]["Avg TTFT (ms)"] > 0
    percentiles = point["percentiles"]
    assert percentiles["Percentiles"][:2] == ["min", "1%"]
    assert len(percentiles["TTFT (ms)"]) == len(percentiles["Percentiles"])
    assert point["workload_throughput"]["n_samples"] == 4


def test_a_dictionary_a_namespace_and_arguments_give_the_same_points(task):
    for number, given in enumerate((task, Namespace(**task), Arguments(**task))):
        if isinstance(given, Namespace):
            given.name = f"run{number}"
        check(run_perf_benchmark(given))


def test_keywords_are_options_and_the_result_tells_of_the_run(task):
    results = perf(**task)
    check(results)
    assert results.exit_code in (0, 4)
    assert (results.folder / "perf_report.html").is_file()
    assert results.run["context"]["model"] == "m"
    assert json.loads((results.folder / "run.json").read_text())["steps"][0]["name"] == "parallel_1_number_3"


def test_members_that_are_none_are_left_to_the_program(task):
    check(perf(**task, tokenizer_path=None, extra_args={"ignore_eos": True}))


def test_progress_is_shown_while_it_runs(task, capfd):
    perf(**task)
    assert "parallel_1_number_3" in capfd.readouterr().err


def test_failed_requests_are_results(task):
    results = perf(**{**task, "url": task["url"].replace("/chat/completions", "/nothing"), "parallel": 1, "number": 2})
    assert results.exit_code == 1
    assert results["parallel_1_number_2"]["metrics"]["Failed Requests"] == 2


@pytest.mark.parametrize("wrong", [{"parallel": 0}, {"paralel": 1}, {"dataset_path": "/nowhere.jsonl", "dataset": "openqa"}])
def test_what_cannot_be_run_raises_in_the_programs_own_words(task, wrong):
    given = {**task, **wrong}
    if "dataset" in wrong:
        del given["prompt"]
    with pytest.raises(StreamgaugeError) as raised:
        perf(**given)
    assert raised.value.exit_code in (2, 3)
    assert re.search(r"parallel|paralel|nowhere", str(raised.value))


def test_a_binary_may_be_named(tmp_path):
    assert find_program({"STREAMGAUGE_BINARY": "/opt/streamgauge"}) == ["/opt/streamgauge"]
    (tmp_path / "streamgauge").write_text("#!/bin/sh\n")
    (tmp_path / "streamgauge").chmod(0o755)
    assert find_program({"PATH": str(tmp_path)}) == [str(Path(tmp_path) / "streamgauge")]


def test_without_a_program_the_ways_to_get_one_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr("streamgauge._program._find_source", lambda: None)
    with pytest.raises(ProgramNotFound, match=r"pip install streamgauge\[deno\]"):
        find_program({"PATH": str(tmp_path)})
