from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "站点"

    def ready(self) -> None:
        from stations import (  # noqa: F401  (they register)
            build_rate,
            checks,
            counting,
            evidence_own,
            gap_counts,
            handover_own,
            handover_standing,
            handover_wall,
            inspection_places,
            judging,
            measures_own,
            navigation,
            panels,
            tallies,
            target_counts,
            target_todos,
            wall_places,
        )

        navigation.register()
        handover_own.register()
        handover_wall.register()
        handover_standing.register()
        inspection_places.register()
        wall_places.register()
