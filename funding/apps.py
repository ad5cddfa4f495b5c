from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "资金"

    def ready(self) -> None:
        from funding import evidence, handover, navigation  # noqa: F401  (registers what the ledgers show)

        navigation.register()
        handover.register()
