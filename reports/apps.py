from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "统计"

    def ready(self) -> None:
        from reports import navigation, rollup  # noqa: F401  (registers the runner)

        navigation.register()
