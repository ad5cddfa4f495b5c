"""The gate: every address is a door, every door says who may enter, and nothing is served without.

A door declares roles (``@door("a", "b")`` or ``roles`` on a page class), or that it is ``public`` or for any signed-in
``account``. ``undeclared_doors`` finds those that say nothing, and the portal does not start with one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.views.decorators.http import require_http_methods, require_safe

from kit.scope import Acting, acting

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True, slots=True)
class Door:
    """Who may enter: anybody (``public``), any signed-in person (``account``), or the named ``roles``.

    A public door that ``greets`` also knows who is signed in, so that the page stands in that person's frame.
    """

    kind: Literal["public", "account", "roles"]
    roles: frozenset[str] = frozenset()
    greets: bool = False

    def admits(self, role: str | None) -> bool:
        return self.kind != "roles" or role in self.roles


PUBLIC = Door("public")
GREETING = Door("public", greets=True)
ACCOUNT = Door("account")


def for_roles(*roles: str) -> Door:
    """The door of the named roles; at least one."""
    if not roles:
        raise ImproperlyConfigured("A door for roles names at least one role.")
    return Door("roles", frozenset(roles))


def door(declared: Door, *, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View], View]:
    """Declare the door of a function view and the methods it answers."""

    def declare(view: View) -> View:
        limited = require_safe(view) if methods == ("GET", "HEAD") else require_http_methods(methods)(view)

        @wraps(view)
        def entrance(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return limited(request, *args, **kwargs)

        entrance.door = declared  # type: ignore[attr-defined]
        entrance.methods = methods  # type: ignore[attr-defined]
        return entrance  # type: ignore[return-value]

    return declare


def verb(*roles: str) -> Callable[[View], View]:
    """The door of something that is done: POST only, by the named roles."""
    return door(for_roles(*roles), methods=("POST",))


def declared_door(view: Callable[..., Any]) -> Door | None:
    """The door of a view, or None where it declares nothing."""
    found = getattr(view, "door", None)
    return found if isinstance(found, Door) else None


def walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address below ``resolver`` as (route, pattern)."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, route)
        else:
            yield route, pattern


def undeclared_doors(resolver: URLResolver) -> list[str]:
    """The routes whose view declares no door."""
    return [route for route, pattern in walk(resolver) if declared_door(pattern.callback) is None]


class Gate:
    """Middleware that opens the door: right role, one transaction in the post's scope, rendered inside it.

    Rendering belongs inside: a lazily rendered page would run its queries after the transaction, without a scope.
    Subclasses say who acts (``identify``), what an account without the role is told, and what is written down.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: list[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        declared = declared_door(view)
        if declared is None:
            raise ImproperlyConfigured(f"{request.path} has no declared door.")
        if declared.kind == "public":
            if not (declared.greets and self.recognises(request)):
                return None
        else:
            answer = self.before(request, declared)
            if answer is not None:
                return answer
            if not declared.admits(self.role_of(request)):
                self.refused(request, declared)
                raise PermissionDenied
        with acting(self.scope_of(request, declared)):
            response = view(request, *args, **kwargs)
            if callable(render := getattr(response, "render", None)):
                response = render()
        return response

    def before(self, request: HttpRequest, declared: Door) -> HttpResponseBase | None:
        """Sign-in, forced password change, choice of post: an answer that stands in for the page, or None."""
        raise NotImplementedError

    def recognises(self, request: HttpRequest) -> bool:
        """Whether the visitor of a greeting door is signed in and may be shown in their own frame."""
        raise NotImplementedError

    def role_of(self, request: HttpRequest) -> str | None:
        """The role of the acting post."""
        raise NotImplementedError

    def scope_of(self, request: HttpRequest, declared: Door) -> Acting:
        """What the database is told of this request."""
        raise NotImplementedError

    def refused(self, request: HttpRequest, declared: Door) -> None:
        """Note a wrong role; called outside the request's own transaction, so that the note stays."""
