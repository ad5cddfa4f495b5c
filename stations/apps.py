from django.apps import AppConfig


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "站点"

    def ready(self) -> None:
        from stations import (  # noqa: F401  (they register)
            build_rate,
            checks,
            evidence_own,
            handover_own,
            inspection_places,
            judging,
            measures_own,
            navigation,
            panels,
            tallies,
            target_counts,
            target_todos,
        )

        navigation.register()
        handover_own.register()
        inspection_places.register()
