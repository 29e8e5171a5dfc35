"""Field names of GA/T 1400 objects in the standard's spelling, so that other spellings can be led back to it.

An object whose keys are all in `STANDARD_NAMES` is read as it is; any other has its keys compared without case
(camelCase clones are met in the field, `docs/gat1400.md` section 13). Source: GA/T 1400.3.
"""

from functools import lru_cache

from anlin.gateway.forbidden import FORBIDDEN_NAMES, folded, forbidden_name


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COMMON = _words("""
InfoKind SourceID DeviceID LeftTopX LeftTopY RightBtmX RightBtmY SubImageList ShotTime LocationMarkTime MarkTime
AppearTime DisappearTime DisAppearTime RelatedType RelatedList
""")

VEHICLE = _words("""
MotorVehicleID NonMotorVehicleID TollgateID StorageUrl1 StorageUrl2 StorageUrl3 StorageUrl4 StorageUrl5 PassTime
LaneNo HasPlate PlateClass PlateColor PlateNo PlateNoAttach PlateDescribe IsDecked IsAltered IsCovered Speed
Direction DrivingStatusCode UsingPropertiesCode VehicleClass VehicleBrand VehicleModel VehicleStyles VehicleType
VehicleLength VehicleWidth VehicleHeight VehicleColor VehicleColorDepth VehicleHood VehicleTrunk VehicleWheel
WheelPrintedPattern VehicleWindow VehicleRoof VehicleDoor SideOfVehicle CarOfVehicle RearviewMirror VehicleChassis
VehicleShielding FilmColor IsModified HitMarkInfo VehicleBodyDesc VehicleFrontItem DescOfFrontItem VehicleRearItem
DescOfRearItem NumOfPassenger NameOfPassedRoad IsSuspicious Sunvisor SafetyBelt Calling PlateReliability
PlateCharReliability BrandReliability InOut Category
""")

PERSON = _words("""
FaceID PersonID FaceAppearTime FaceDisAppearTime PersonAppearTime PersonDisAppearTime IDType IDNumber Name UsedName
Alias IsDriver Behavior BehaviorDescription Status IdentityNo IdentityType Tel
""")

SCENE = _words("""
ThingID SceneID VideoLabelID ImageID VideoID VideoSliceID FileID ImageInfo VideoSliceInfo FileInfo EventSort
StoragePath OriginVideoURL VideoURL ThumbnailStoragePath Type FileFormat Data BeginTime EndTime CreateTimeAbs
CameraID IVADeviceID ImagePath PersonNum PeopleNum PersonFlowRate PersonDensityAbs Temperature PersonList FaceList
MotorVehicleList NonMotorVehicleList ThingList SceneList LabelName
""")

TREE = _words("""
ApeID ApsID LaneId LaneID DoorID Model IPAddr IPV6Addr Port Longitude Latitude PlaceCode Place OrgCode CapDirection
MonitorDirection MonitorAreaDesc IsOnline OwnerApsID FunctionType PositionType PositionDetailType CurrentTime
TollgateCat TollgateUsage LaneNum ActiveTime MaxSpeed CityPass Desc Address Manufacturer DeviceType ParentID
DeviceVersion CapCameraID DeviceNo CommunityID DataSourceID DataStatus DataUpdateTime
""")

REGISTER = _words("""
CarInfoID IsMotorVehicleReg OwnerID OwnerIDType OwnerIDNumber OwnerName OwnerPhone Phone ResidenceAddress
""")

NOTIFICATION = _words("""
NotificationID SubscribeID SubscribeId DispositionID Title TriggerTime InfoIDs ExecuteOperation
""")

STANDARD_NAMES: frozenset[str] = FORBIDDEN_NAMES.union(COMMON, VEHICLE, PERSON, SCENE, TREE, REGISTER, NOTIFICATION)
"""Every spelling that needs no second look: the fields above and the dictionary of what is never taken."""

_BY_FOLDED: dict[str, str] = {folded(name): name for name in sorted(STANDARD_NAMES, reverse=True)}
# Spellings of the structure header and of real devices that differ by more than case.
_BY_FOLDED |= {
    "platgereliablity": "PlateReliability",
    "monitorareadcsc": "MonitorAreaDesc",
    "idcardno": "IDNumber",
    "subimageinfolist": "SubImageList",
}

MAX_NAME = 64
"""Letters of a key that are looked at; a longer key is nobody's field."""


@lru_cache(maxsize=2048)
def standard_name(key: str) -> str:
    """The standard's spelling of a key, or the key itself where nobody knows it."""
    return _BY_FOLDED.get(folded(key)) or forbidden_name(key) or key
