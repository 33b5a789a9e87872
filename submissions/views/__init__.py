from submissions.views import ideas, writing

__all__ = ["ideas", "writing"]
