from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "站点"

    def ready(self) -> None:
        from stations import (  # noqa: F401  (they register)
            checks,
            counting,
            evidence_own,
            gap_counts,
            handover_own,
            inspection_places,
            judging,
            navigation,
            panels,
            tallies,
            wall_places,
        )

        navigation.register()
        handover_own.register()
        inspection_places.register()
        wall_places.register()
