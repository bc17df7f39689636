"""Reads folders of runs with evalscope's own readers: its loader, the builder of its page, its list and its details.

Run by scripts/check_reference_readers.ts in an environment that has evalscope[perf]. Prints a line a folder; exits with 1
where a reader refuses one.
"""
import json
import os
import sys
import tempfile
import warnings
from types import SimpleNamespace

warnings.filterwarnings("ignore")

from evalscope.perf.utils.report.generate_report import gen_perf_html_report  # noqa: E402
from evalscope.perf.utils.report.perf_data import RunLoader  # noqa: E402
from evalscope.service import perf_archive  # noqa: E402


def read(folder):
    runs = RunLoader.load_all(folder)
    assert runs, "its loader finds no point"
    with tempfile.TemporaryDirectory() as elsewhere:
        with open(os.path.join(runs[0].run_dir if hasattr(runs[0], "run_dir") else os.path.join(folder, runs[0].dir_name),
                               "benchmark_args.json")) as file:
            args = SimpleNamespace(**json.load(file))
        page = os.path.join(folder, "_reference_page.html")
        try:
            gen_perf_html_report(folder, {}, args, output_html_name=os.path.basename(page))
            assert os.path.getsize(page) > 10000, "its page is empty"
        finally:
            if os.path.exists(page):
                os.remove(page)
    return [(run.dir_name, run.summary.total_requests) for run in runs]


def main(root):
    failed = False
    kinds = sorted(name for name in os.listdir(root) if os.path.isdir(os.path.join(root, name)) and name[0] != ".")
    for name in kinds:
        try:
            print("ok    ", name, read(os.path.join(root, name)))
        except Exception as error:
            failed = True
            print("FAILED", name, type(error).__name__, str(error).replace("\n", " ")[:400])
    listed = {entry.get("rel_path") or entry.get("path") or entry.get("name") for entry in perf_archive.list_run_summaries(root)}
    print(f"its list has {len(listed)} of {len(kinds)} folders")
    failed = failed or len(listed) != len(kinds)
    for name in kinds:
        try:
            perf_archive.build_run_detail(root, name)
            assert perf_archive.list_run_items(root, name), "no items"
        except Exception as error:
            failed = True
            print("FAILED", name, "details:", type(error).__name__, str(error)[:400])
    sys.exit(1 if failed else 0)


main(sys.argv[1])
