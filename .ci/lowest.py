"""The lowest versions that pyproject.toml allows, as constraints for pip: python3 .ci/lowest.py > lowest.txt"""

import re
import tomllib
from pathlib import Path

LOWEST = re.compile(r"([A-Za-z0-9_-]+)(?:\[[^]]*\])?[>=]=([0-9.]+)")

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
requirements = [
    *project["dependencies"],
    *(one for extra in project["optional-dependencies"].values() for one in extra),
]
lowest = dict(found.groups() for found in map(LOWEST.match, requirements) if found)
print("\n".join(f"{name}=={version}" for name, version in sorted(lowest.items())))
