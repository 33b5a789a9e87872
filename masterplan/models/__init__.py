from masterplan.models.editions import Build, Edition
from masterplan.models.fragments import BuildFragment, CachedFragment
from masterplan.models.outline import Section
from masterplan.models.publishing import EditionLine, ExportJob, FrozenStage, Waiver
from masterplan.models.worksheets import (
    ColumnSetting,
    DataRequest,
    Narrative,
    NarrativeVersion,
    SheetRow,
)

__all__ = [
    "Build",
    "BuildFragment",
    "CachedFragment",
    "ColumnSetting",
    "DataRequest",
    "Edition",
    "EditionLine",
    "ExportJob",
    "FrozenStage",
    "Narrative",
    "NarrativeVersion",
    "Section",
    "SheetRow",
    "Waiver",
]
