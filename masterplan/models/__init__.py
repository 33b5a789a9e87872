from masterplan.models.editions import Build, Edition
from masterplan.models.outline import Section

__all__ = ["Build", "Edition", "Section"]
