"""Whether the service lives and can serve, and its figures for Prometheus."""

from ipaddress import ip_address

from aiohttp import web

from knowledge.base import Knowledge
from storage.database import Database
from storage.errors import StorageError


def routes(database: Database, knowledge: Knowledge) -> list[web.RouteDef]:
    """Return ``/healthz`` (it lives), ``/readyz`` (it can serve) and ``/metrics`` (for this machine only)."""

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(_: web.Request) -> web.Response:
        try:
            ready = await database.migrated()
        except StorageError:
            ready = False
        state = {"ready": ready, "programs": len(knowledge.programs), "knowledge": knowledge.version}
        return web.json_response(state, status=200 if ready else 503)

    async def metrics(request: web.Request) -> web.Response:
        # Figures tell nothing of a person, yet they are nobody's business but the operator's. A proxy on this machine
        # makes every caller look local, so whatever was forwarded is refused too.
        remote = request.remote or ""
        if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers or not ip_address(remote).is_loopback:
            raise web.HTTPNotFound
        # Imported where it is first needed: a start that answers in a second has no time for it.
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
