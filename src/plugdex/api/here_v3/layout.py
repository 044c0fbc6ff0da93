"""The segments of the prepared form of an answer, in their order (see ``api.splice``)."""

HEAD, ADDRESS, INFO, PULL_THROUGH, TRUCKS, EMSPS, NEARBY, TARIFFS = range(8)
EVSES, EVSE_MASKS, GROUPS, GROUP_MASKS, GROUP_LINKS = range(8, 13)
"""Places of the segments."""
