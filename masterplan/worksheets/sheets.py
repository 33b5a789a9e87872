"""Every worksheet of the three books. Columns follow the outline of the region pack."""

from masterplan.worksheets.analysis import ANALYSIS
from masterplan.worksheets.planning import PLANNING

SHEETS = {sheet.code: sheet for sheet in (*ANALYSIS, *PLANNING)}
