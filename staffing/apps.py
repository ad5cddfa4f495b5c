from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "staffing"
    verbose_name = "协管员"

    def ready(self) -> None:
        from staffing import navigation

        navigation.register()
