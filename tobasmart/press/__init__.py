"""Compiler and linker: fragments of HTML → relocatable objects → one tagged PDF; knows no app.

``inside`` touches the renderer's inner parts, ``compile`` makes a fragment, ``store`` keeps it,
``link`` writes the file, ``reader`` reads it back (docs/decisions/0009).
"""
