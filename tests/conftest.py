"""Settings for the whole suite."""

from hypothesis import settings

# Seconds say nothing on a shared machine, so no example has a deadline; and the same examples
# are tried on every run, so that a red build is about the change.
settings.register_profile("claimtable", deadline=None, derandomize=True)
settings.load_profile("claimtable")
