from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "站点"

    def ready(self) -> None:
        from stations import (  # noqa: F401  (they register)
            checks,
            handover_own,
            handover_standing,
            inspection_places,
            navigation,
            panels,
        )

        navigation.register()
        handover_own.register()
        handover_standing.register()
        inspection_places.register()
