"""The columns that are read, by their names in the registry."""

from typing import NamedTuple

from plugdex.formats.uk_ncr.plugs import Hardware


class Device(NamedTuple):
    """The columns of a device that are read."""

    chargeDeviceID: str  # noqa: N815  # names of columns
    reference: str
    name: str
    latitude: str
    longitude: str
    subBuildingName: str  # noqa: N815
    buildingName: str  # noqa: N815
    buildingNumber: str  # noqa: N815
    thoroughfare: str
    street: str
    doubleDependantLocality: str  # noqa: N815
    dependantLocality: str  # noqa: N815
    town: str
    county: str
    postcode: str
    countryCode: str  # noqa: N815
    deviceDescription: str  # noqa: N815
    locationShortDescription: str  # noqa: N815
    locationLongDescription: str  # noqa: N815
    deviceOwnerName: str  # noqa: N815
    deviceOwnerWebsite: str  # noqa: N815
    deviceControllerName: str  # noqa: N815
    deviceControllerWebsite: str  # noqa: N815
    deviceControllerTelephoneNo: str  # noqa: N815
    deviceNetworks: str  # noqa: N815
    chargeDeviceStatus: str  # noqa: N815
    publishStatus: str  # noqa: N815
    dateCreated: str  # noqa: N815
    dateUpdated: str  # noqa: N815
    lastUpdated: str  # noqa: N815
    dateDeleted: str  # noqa: N815
    paymentRequiredDetails: str  # noqa: N815
    accessRestrictionFlag: str  # noqa: N815
    accessRestrictionDetails: str  # noqa: N815
    physicalRestrictionText: str  # noqa: N815
    onStreetFlag: str  # noqa: N815
    locationType: str  # noqa: N815
    access24Hours: str  # noqa: N815


class Plug(NamedTuple):
    """A connector of a device: its id, its status and its hardware."""

    id: str
    status: str
    hardware: Hardware
