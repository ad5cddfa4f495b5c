from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "staffing"
    verbose_name = "协管员"

    def ready(self) -> None:
        from staffing import evidence, handover, measures, navigation, wall  # noqa: F401  (they register)

        navigation.register()
        handover.register()
