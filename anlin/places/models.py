"""The registers of places: the tree of areas, the police tree beside it, buildings, homes, zones, devices."""

import secrets
from typing import Any, ClassVar

from django.db import models, transaction

from anlin.places.cameras import check_place
from anlin.places.querysets import RegisterQuerySet, bump_version

STEP = 8  # Characters of one level in a path.


class RegistryVersion(models.Model):
    """One row: the number of changes so far of everything that gateway and engine must know."""

    version = models.BigIntegerField(default=0)


class RegisterRow(models.Model):
    """A row that gateway or engine must know: saving or deleting it raises the registry's version with it."""

    path_field: ClassVar[str] = "area__path"
    objects = RegisterQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            super().save(*args, **options)
            bump_version()

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            gone = super().delete(*args, **options)
            bump_version()
        return gone


class TreeRow(RegisterRow):
    """A node of a tree; `path` joins the numbers from the root down, eight hexadecimal digits each.

    So a subtree is one range of an index, in every collation.
    """

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    path = models.CharField(max_length=STEP * 12, unique=True, editable=False)
    outline = models.JSONField(null=True, blank=True, help_text="GeoJSON Polygon or MultiPolygon, WGS-84 degrees.")
    center_lon = models.FloatField(null=True, blank=True)
    center_lat = models.FloatField(null=True, blank=True)

    path_field: ClassVar[str] = "path"

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Keeps `path`, and those below, in step with `parent`. Raises ValueError on a circle."""
        with transaction.atomic():
            before = self.path
            if not self.pk:
                # The number is known after the insert only; a path that nobody else has stands in for that moment.
                self.path = "~" + secrets.token_hex(12)
                super().save(*args, **options)
                options, args = {"update_fields": ["path"]}, ()
            parent: TreeRow | None = getattr(self, "parent")  # noqa: B009 - each tree declares its own.
            above = parent.path if parent else ""
            if before and above.startswith(before):
                raise ValueError(f"{self.code}: cannot lie below itself")
            self.path = f"{above}{self.pk:0{STEP}x}"
            super().save(*args, **options)
            if before and before != self.path:
                self._move_those_below(before)

    def _move_those_below(self, before: str) -> None:
        below = list(type(self).objects.filter(path__gte=before, path__lt=f"{before}g").exclude(pk=self.pk))
        for row in below:
            row.path = self.path + row.path[len(before) :]
        type(self).objects.bulk_update(below, ["path"])

    def ancestor_numbers(self) -> list[int]:
        """Numbers from the root down to this one."""
        return [int(self.path[i : i + STEP], 16) for i in range(0, len(self.path), STEP)]


class AreaKind(models.TextChoices):
    """Levels of docs/domain.md section 2, and the sites that are not compounds."""

    CITY = "city", "市 City"
    DISTRICT = "district", "区县 District"
    TOWN = "town", "镇街 Town"
    COMMUNITY = "community", "社区 Community"
    GRID = "grid", "网格 Grid"
    COMPOUND = "compound", "小区 Compound"
    SCENIC = "scenic", "景区 Scenic area"
    MARKET = "market", "批发市场 Market"
    RURAL = "rural", "农业乡村 Village"


class Area(TreeRow):
    """A place of the administrative tree; rights hold in a subtree of it."""

    kind = models.CharField(max_length=12, choices=AreaKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    edition = models.CharField(max_length=8, default="standard", choices=[("standard", "普通版"), ("plus", "加强版")])
    tier = models.CharField(max_length=4, blank=True, choices=[("low", "低配"), ("mid", "中配"), ("high", "高配")])
    capacity = models.PositiveIntegerField(default=0, help_text="Published instantaneous capacity, people; 0 is none.")

    def __str__(self) -> str:
        return f"{self.name_zh} ({self.code})"


class PoliceArea(TreeRow):
    """A place of the police tree: bureau, station 派出所, beat 警务区. Its borders are its own."""

    kind = models.CharField(
        max_length=8, choices=[("bureau", "公安局 Bureau"), ("station", "派出所 Station"), ("beat", "警务区 Beat")]
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")


class PoliceMapping(RegisterRow):
    """Which areas a police area looks after. A beat may hold parts of several communities."""

    police_area = models.ForeignKey(PoliceArea, models.CASCADE, related_name="mappings")
    area = models.ForeignKey(Area, models.CASCADE, related_name="police_mappings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["police_area", "area"], name="one_mapping_per_pair")]


class Building(RegisterRow):
    """A building of an area, for the map and for what lies in it."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="buildings")
    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    outline = models.JSONField(help_text="GeoJSON Polygon, WGS-84 degrees.")
    height_m = models.FloatField(default=0.0)
    floors = models.PositiveSmallIntegerField(default=1)
    floors_below = models.PositiveSmallIntegerField(default=0)


class Dwelling(RegisterRow):
    """A home as care and registration models may know it: without its people."""

    path_field: ClassVar[str] = "building__area__path"

    building = models.ForeignKey(Building, models.PROTECT, related_name="dwellings")
    code = models.CharField(max_length=40, unique=True)
    unit = models.CharField(max_length=8, blank=True)
    floor = models.SmallIntegerField(default=1)
    registered_occupants = models.PositiveSmallIntegerField(default=0)
    quiet_from_min = models.PositiveSmallIntegerField(default=22 * 60, help_text="Usual sleep, minute of the day.")
    quiet_to_min = models.PositiveSmallIntegerField(default=7 * 60)


class Zone(RegisterRow):
    """A watched place: lift, lobby, stair, fire_lane, gate, door, bedroom, kitchen, bathroom, facade, perimeter, …"""

    area = models.ForeignKey(Area, models.PROTECT, related_name="zones")
    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=24)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="zones")
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, null=True, blank=True, related_name="zones")
    floor = models.SmallIntegerField(default=0)
    shape = models.JSONField(null=True, blank=True, help_text="GeoJSON Polygon, LineString or Point, WGS-84 degrees.")
    capacity = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["area", "kind"])]

    def __str__(self) -> str:
        return f"{self.name_zh} ({self.code})"


class Device(RegisterRow):
    """A device; a gateway (recorder, platform) and each of its channels are devices of their own."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="devices")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="devices")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="channels")
    code = models.CharField(max_length=64, unique=True, help_text="The id it sends.")
    standard_id = models.CharField(max_length=32, blank=True, db_index=True, help_text="GB/T 28181 or GA/T 1400 id.")
    vendor_id = models.CharField(max_length=64, blank=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=24, default="camera")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    height_m = models.FloatField(default=0.0)
    floor = models.SmallIntegerField(default=0)
    heartbeat_s = models.PositiveIntegerField(default=90)
    lateness_ms = models.PositiveIntegerField(default=2000, help_text="Lateness budget of its feed.")
    enabled = models.BooleanField(default=True)
    stream = models.CharField(max_length=120, blank=True, help_text="Its stream's name at the media gateway.")
    # What a camera must state before it goes live (LU-30).
    purpose = models.CharField(max_length=40, blank=True)
    covers = models.CharField(max_length=200, blank=True, help_text="Place, angle and covered area, in words.")
    sign_photo = models.CharField(max_length=80, blank=True, help_text="Evidence key of the picture of the sign.")
    filing_number = models.CharField(max_length=60, blank=True)
    private_place_checked_at = models.BigIntegerField(null=True, blank=True, help_text="Microseconds since 1970 UTC.")

    class Meta:
        indexes = [models.Index(fields=["area", "kind"])]

    def __str__(self) -> str:
        return f"{self.name_zh} ({self.code})"

    def save(self, *args: Any, **options: Any) -> None:
        """Raises `CameraNotAllowed` for a camera in a private place (LU-30)."""
        check_place(self.kind, self.zone)
        super().save(*args, **options)


class Account(RegisterRow):
    """Digest account with which a device or platform registers (GA/T 1400): never the password, only HA1.

    HA1 is kept for MD5 and for SHA-256 (RFC 7616); accounts from before the latter have none until their password is
    renewed.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    username = models.CharField(max_length=64, unique=True)
    ha1 = models.CharField(max_length=32)
    ha1_sha256 = models.CharField(max_length=64, blank=True)
    device = models.ForeignKey(Device, models.CASCADE, null=True, blank=True, related_name="accounts")
    enabled = models.BooleanField(default=True)


class SourceToken(RegisterRow):
    """Token with which a source sends observations (`POST /api/observations` of the door); only its SHA-256 is kept.

    The token has 256 random bits, so its plain hash cannot be searched.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    enabled = models.BooleanField(default=True)
    issued_at = models.BigIntegerField(null=True, blank=True, help_text="Microseconds since 1970 UTC.")
    withdrawn_at = models.BigIntegerField(null=True, blank=True, help_text="Microseconds since 1970 UTC.")


class Override(RegisterRow):
    """One parameter of one model, set differently everywhere, in one area with all below it, or in one zone."""

    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="+")
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, blank=True, related_name="+")
    model = models.CharField(max_length=40)
    rule = models.CharField(max_length=40, blank=True, help_text="Empty: every rule that has the parameter.")
    parameter = models.CharField(max_length=40)
    value = models.FloatField()
    edition = models.CharField(max_length=8, blank=True)


class Arming(RegisterRow):
    """When a model watches, everywhere or in one area; `schedule` is [from, to) minute pairs of the local week."""

    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="+")
    model = models.CharField(max_length=40)
    enabled = models.BooleanField(default=True)
    shadow = models.BooleanField(default=False)
    schedule = models.JSONField(default=list, blank=True)


def subtree(area: Area) -> RegisterQuerySet[Area]:
    """The area and everything below it."""
    return Area.objects.filter(path__gte=area.path, path__lt=f"{area.path}g")
