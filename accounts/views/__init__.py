from accounts.views import absences, imports, organisations, people

__all__ = ["absences", "imports", "organisations", "people"]
