from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "站点"

    def ready(self) -> None:
        from stations import checks, evidence_own, handover_own, inspection_places, navigation, panels  # noqa: F401  (they register)

        navigation.register()
        handover_own.register()
        inspection_places.register()
