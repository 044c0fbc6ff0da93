"""OCPI under ``/ocpi``: ``emsp`` is where peers push to us, ``cpo`` where they pull from us."""
