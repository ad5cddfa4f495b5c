from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = "服务"

    def ready(self) -> None:
        from services import handover, navigation, wall  # noqa: F401  (registers what the counter tells)

        navigation.register()
        handover.register()
