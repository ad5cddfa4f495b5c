"""The demo: three districts of 温州 with invented people and figures, to look round in and to take away again.

Places and their codes are real; people, numbers and papers are made up and say so. An app fills its own tables in
``<app>/demo.py``: a function marked ``@part`` that takes the ``World`` and makes its rows in bulk. Parts run in the
order of the apps. What stands in the three districts needs no further care: ``removing`` finds it.
"""

from stations.demo.world import AUTHOR, PASSWORD, SEED, World, aftermath, part, refresh_statistics

__all__ = ["AUTHOR", "PASSWORD", "SEED", "World", "aftermath", "part", "refresh_statistics"]
