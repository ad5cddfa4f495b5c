from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "staffing"
    verbose_name = "协管员"

    def ready(self) -> None:
        from staffing import evidence, handover, navigation, wall  # noqa: F401  (register what the ledgers show)

        navigation.register()
        handover.register()
