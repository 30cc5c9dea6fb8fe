"""What happens without a request: building when the content changes or a date makes something due."""

from app.jobs.background import Background

__all__ = ["Background"]
