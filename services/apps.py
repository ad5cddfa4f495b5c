from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = "服务"

    def ready(self) -> None:
        from services import handover, navigation

        navigation.register()
        handover.register()
