"""Runs streamgauge, a load tester for LLM inference services, with the calls and results of ``evalscope.perf``."""

from ._run import Arguments, PerfResult, StreamgaugeError, perf, run_perf_benchmark

__all__ = ["Arguments", "PerfResult", "StreamgaugeError", "perf", "run_perf_benchmark"]
__version__ = "0.1.0"
