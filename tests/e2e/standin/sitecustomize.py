"""Puts a small guest server in place of the real one, so that the tests of the processes test the processes alone.

Python imports this by itself where the folder is on PYTHONPATH.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from pathlib import Path

_HERE = Path(__file__).parent
_REPLACED = {
    "explainer.serve.ssh.connection": _HERE / "guest_server.py",
}


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):  # type: ignore[no-untyped-def]
        if name in _REPLACED:
            return importlib.util.spec_from_file_location(name, _REPLACED[name])
        return None


sys.meta_path.insert(0, _Finder())
