"""The API object: gathers the routers of this folder's modules; Django mounts it at `/api`."""

from ninja import NinjaAPI

# No pages of its own: the usual ones load scripts from the internet. The description is exported at build time.
api = NinjaAPI(title="Anlin 安邻", version="1", docs_url=None, openapi_url=None, urls_namespace="api")
