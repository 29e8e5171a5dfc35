from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "anlin.access"
    verbose_name = "访问 Access"

    def ready(self) -> None:
        post_migrate.connect(_keep_purposes, sender=self)


def _keep_purposes(**_: Any) -> None:
    """Purposes that ship stand in the database from the first migration on; the operator's changes stay."""
    from anlin.access.models import Purpose
    from anlin.access.purposes import shipped_purposes

    for purpose in shipped_purposes().values():
        Purpose.objects.get_or_create(
            code=purpose.code,
            defaults={
                "title_zh": purpose.zh,
                "title_en": purpose.en,
                "legal_basis": purpose.legal_basis,
                "unit": purpose.unit,
                "assessment": purpose.assessment,
                "retention_days": purpose.retention_days,
            },
        )
