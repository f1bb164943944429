"""What the benchmarks share: the machine they ran on, percentiles, peak memory, and the report they write."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import metadata
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any, ParamSpec, TypeVar

import numpy as np

import rog
from eval.stored import asked_for

__all__ = ["in_own_process", "machine", "p50_p95", "peak_memory_megabytes", "versions", "write_report"]

PACKAGES = ("neo4j", "networkx", "numpy", "onnxruntime", "peft", "pyoxigraph", "torch", "transformers")
PROCESS_STATUS, PROCESSORS = Path("/proc/self/status"), Path("/proc/cpuinfo")

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def machine() -> dict[str, object]:
    """The cores that may be used, the processor, the memory in GB, the system and its load in the last minute."""
    affinity = getattr(os, "sched_getaffinity", None)
    return {
        "cores": len(affinity(0)) if affinity else os.cpu_count(),
        "processor": _value(PROCESSORS, "model name") or platform.processor() or platform.machine(),
        "memory_gigabytes": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "load_average": round(os.getloadavg()[0], 1),
    }


def versions() -> dict[str, str]:
    """Versions of rog, Python and the installed packages that the figures rest on."""
    found = {"rog": rog.__version__, "python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def p50_p95(values: Sequence[float], scale: float = 1.0, digits: int = 2) -> list[float]:
    """Median and 95th percentile, times `scale`. Raises ValueError where there are no values."""
    if not values:
        raise ValueError("no values to take percentiles of")
    return [round(float(value) * scale, digits) for value in np.percentile(values, (50, 95))]


def peak_memory_megabytes() -> int:
    """Most memory that this process had resident at once, in MiB, mapped files included."""
    peak = _value(PROCESS_STATUS, "VmHWM")
    if peak is not None:  # getrusage's figure is inherited from the process that started this one
        return int(peak.split()[0]) // 1024
    return getrusage(RUSAGE_SELF).ru_maxrss // (1024 * 1024 if sys.platform == "darwin" else 1024)


def in_own_process(function: Callable[Arguments, Answer], *args: Arguments.args, **options: Arguments.kwargs) -> Answer:
    """What the function returns in a new process, so that its memory is its own; errors are raised here."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *args, **options).result()


def write_report(figures: Mapping[str, Any], arguments: argparse.Namespace, out: Path | None) -> dict[str, Any]:
    """Print the figures with the machine, the versions and what was asked for; write them to `out`, if any."""
    configuration = asked_for(arguments, without=("out",))
    report = {**figures, "configuration": configuration, "machine": machine(), "versions": versions()}
    text = json.dumps(report, indent=1, ensure_ascii=False)
    print(text)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", "utf-8")
    return report


def _value(path: Path, name: str) -> str | None:
    """The first value of this name in one of the system's `name: value` files; None where there is none."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.partition(":")[0].strip() == name), None)
