"""Runs files one after the other, each as `python -S FILE` would: one interpreter for many.

A driver for tests/plugins/inner.py; prints a line of JSON for each.
"""

import contextlib
import io
import json
import runpy
import sys
import traceback
from pathlib import Path


def run(path: str) -> dict[str, object]:
    """Run one file with the sys.path and modules of a fresh start; how did it end?"""
    before, sys.argv = sys.path[:], [path]
    sys.path[0] = str(Path(path).parent)
    for name in [n for n in sys.modules if n.partition(".")[0] == "showcase"]:
        del sys.modules[name]
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            runpy.run_path(path, run_name="__main__")
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else bool(ended.code)
    except BaseException:
        err.write(traceback.format_exc())
        code = 1
    sys.path[:] = before
    return {"exit_code": code, "out": out.getvalue(), "err": err.getvalue()}


if __name__ == "__main__":
    for argument in sys.argv[1:]:  # a list of its own: run() changes sys.argv
        print(json.dumps(run(argument)), flush=True)
