"""How to reach Kafka: the settings as aiokafka's and as Faust's options."""

import ssl
from typing import Any

from agents.settings import Settings


def client_options(settings: Settings) -> dict[str, Any]:
    """Security options of an aiokafka consumer, producer or admin client. Certificates that cannot be read raise."""
    options: dict[str, Any] = {"security_protocol": settings.kafka_security_protocol}
    if settings.kafka_security_protocol.startswith("SASL"):
        options["sasl_mechanism"] = settings.kafka_sasl_mechanism
        options["sasl_plain_username"] = settings.kafka_sasl_user
        options["sasl_plain_password"] = settings.kafka_sasl_password
    if settings.kafka_security_protocol.endswith("SSL"):
        options["ssl_context"] = _tls(settings)
    return options


def credentials(settings: Settings) -> Any:
    """The same for a Faust app; None for a plain connection."""
    import faust  # here, since it takes half a second and the commands without an app do without it

    tls = _tls(settings) if settings.kafka_security_protocol.endswith("SSL") else None
    if settings.kafka_security_protocol.startswith("SASL"):
        return faust.SASLCredentials(
            username=settings.kafka_sasl_user,
            password=settings.kafka_sasl_password,
            mechanism=settings.kafka_sasl_mechanism,
            ssl_context=tls,
        )
    return faust.SSLCredentials(tls) if tls else None


def _tls(settings: Settings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.kafka_tls_ca)
    if settings.kafka_tls_cert and settings.kafka_tls_key:
        context.load_cert_chain(settings.kafka_tls_cert, settings.kafka_tls_key)
    return context
