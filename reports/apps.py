from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "统计"

    def ready(self) -> None:
        from reports import evidence, handover, navigation, rollup  # noqa: F401  (register evidence and runner)

        navigation.register()
        handover.register()
