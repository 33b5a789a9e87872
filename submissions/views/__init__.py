from submissions.views import ideas, review, writing

__all__ = ["ideas", "review", "writing"]
