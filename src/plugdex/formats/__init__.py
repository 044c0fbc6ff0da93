"""Outside formats: bytes in, model values out; one folder per format, no I/O, no clock."""
