"""The map projection that a file describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pyproj import CRS
from pyproj.exceptions import CRSError

TEXT_KEYS: Final = ("crs_wkt", "spatial_ref", "proj4", "proj4text", "proj4_params")
FIGURE_KEYS: Final = {"earth_radius", "semi_major_axis", "semi_minor_axis", "inverse_flattening"}
FOREIGN_KEYS: Final = {
    "crs_wkt", "spatial_ref", "reference_ellipsoid_name", "prime_meridian_name", "longitude_of_prime_meridian",
    "horizontal_datum_name", "geographic_crs_name", "towgs84",
}  # fmt: skip
"""With any of these the figure of the Earth is left to the library."""


def map_projection(attributes: Mapping[str, Any]) -> CRS | None:
    """The projection in the attributes of a CF grid mapping, or else in a text such as `proj4`; None if none can be
    understood, or if they describe plain longitudes and latitudes."""
    plain = {key: value for key, value in attributes.items() if not key.startswith("_")}
    texts = [str(plain[key]) for key in TEXT_KEYS if key in plain]
    for text in (None, *texts):
        try:
            crs = _from_cf(plain) if text is None else CRS(text)
        except (CRSError, KeyError, ValueError, TypeError, AttributeError):
            continue
        if crs.is_projected or crs.is_derived:
            return crs
    return None


def _from_cf(attributes: dict[str, Any]) -> CRS:
    """The figure of the Earth is put in by hand: the library looks it up by name, which takes 0.2 s a file."""
    if FOREIGN_KEYS & attributes.keys() or not FIGURE_KEYS & attributes.keys():
        return CRS.from_cf(attributes)
    projection = CRS.from_cf({key: value for key, value in attributes.items() if key not in FIGURE_KEYS})
    described = projection.to_json_dict()
    globe = described["base_crs"]
    for key in ("datum_ensemble", "datum", "id"):
        globe.pop(key, None)
    globe["datum"] = {"type": "GeodeticReferenceFrame", "name": "unknown", "ellipsoid": _ellipsoid(attributes)}
    return CRS.from_json_dict(described)


def _ellipsoid(attributes: Mapping[str, Any]) -> dict[str, Any]:
    figure = {key: float(attributes[key]) for key in FIGURE_KEYS if key in attributes}
    axis = figure.get("semi_major_axis", figure.get("earth_radius"))
    if axis is None:
        raise ValueError("a figure of the Earth without its size")
    minor, flattening = figure.get("semi_minor_axis", axis), figure.get("inverse_flattening", 0.0)
    if flattening > 0.0:
        return {"name": "unknown", "semi_major_axis": axis, "inverse_flattening": flattening}
    if minor != axis:
        return {"name": "unknown", "semi_major_axis": axis, "semi_minor_axis": minor}
    return {"name": "unknown", "radius": axis}
