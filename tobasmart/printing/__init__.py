"""HTML → tagged PDF for everyone; knows no app.

Fontconfig looks for its file when Pango loads, so it must point to our own fonts before any module
of this package imports the renderer.
"""

from django.conf import settings

from tobasmart.printing.fonts import use_declared_fonts

use_declared_fonts(settings.VAR / "fonts")
