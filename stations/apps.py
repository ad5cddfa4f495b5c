from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "站点"

    def ready(self) -> None:
        from stations import checks, navigation  # noqa: F401  (registers the system checks)

        navigation.register()
