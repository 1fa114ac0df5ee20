// SPDX-License-Identifier: Apache-2.0
// Places on the globe: distances, circles, geohashes. Angles in degrees, lengths in metres.
#include <algorithm>
#include <cmath>

#include "query/function/list.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

constexpr double earth_radius_m = 6'371'010;
constexpr std::string_view geohash_digits = "0123456789bcdefghjkmnpqrstuvwxyz";

double radians(double degrees) {
    return degrees * M_PI / 180;
}

std::optional<double> distance(double lon_a, double lat_a, double lon_b, double lat_b) {
    if (std::fabs(lat_a) > 90 || std::fabs(lat_b) > 90 || std::fabs(lon_a) > 180 ||
        std::fabs(lon_b) > 180)
        return std::nullopt;
    const double dlat = radians(lat_b - lat_a), dlon = radians(lon_b - lon_a);
    const double h = std::sin(dlat / 2) * std::sin(dlat / 2) +
                     std::cos(radians(lat_a)) * std::cos(radians(lat_b)) * std::sin(dlon / 2) *
                         std::sin(dlon / 2);
    return 2 * earth_radius_m * std::asin(std::min(1.0, std::sqrt(h)));
}

std::optional<std::vector<double>> reals(Given a) {
    std::vector<double> out;
    for (size_t i = 0; i < a.size(); ++i) {
        const auto one = real_at(a, i);
        if (!one) return std::nullopt;
        out.push_back(*one);
    }
    return out;
}

Result distance_of(Given a) {
    const auto v = reals(a);
    const auto metres = v ? distance((*v)[0], (*v)[1], (*v)[2], (*v)[3]) : std::nullopt;
    return metres ? Result(*metres) : Result();
}

Result in_circle(Given a) {
    const auto v = reals(a);
    const auto metres = v ? distance((*v)[0], (*v)[1], (*v)[2], (*v)[3]) : std::nullopt;
    return metres ? Result(*metres <= (*v)[4]) : Result();
}

Result to_geohash(Given a) {
    const auto lon = real_at(a, 0), lat = real_at(a, 1);
    const auto length = a.size() > 2 ? long_at(a, 2).value_or(0) : 5;
    if (!lon || !lat || std::fabs(*lon) > 180 || std::fabs(*lat) > 90 || length < 1 || length > 18)
        return std::string();
    double low[2] = {-180, -90}, high[2] = {180, 90};
    std::string out;
    int bits = 0;
    size_t digit = 0;
    for (int64_t i = 0; static_cast<int64_t>(out.size()) < length; ++i) {
        const size_t axis = static_cast<size_t>(i % 2);
        const double middle = (low[axis] + high[axis]) / 2, value = axis == 0 ? *lon : *lat;
        digit = digit << 1 | (value >= middle ? 1 : 0);
        (value >= middle ? low : high)[axis] = middle;
        if (++bits == 5) out += geohash_digits[std::exchange(digit, 0)], bits = 0;
    }
    return out;
}

Result geohash_center(Given a) {
    double low[2] = {-180, -90}, high[2] = {180, 90};
    int64_t i = 0;
    if (text_at(a, 0).empty() || text_at(a, 0).size() > 18) return {};
    for (const char c : text_at(a, 0)) {
        const size_t digit = geohash_digits.find(c);
        if (digit == std::string_view::npos) return {};
        for (int bit = 4; bit >= 0; --bit, ++i) {
            const size_t axis = static_cast<size_t>(i % 2);
            const double middle = (low[axis] + high[axis]) / 2;
            ((digit >> bit & 1) != 0 ? low : high)[axis] = middle;
        }
    }
    Json out;
    out.set("type", Json("Point"));
    out.set("coordinates",
            Json(Json::Array{Json((low[0] + high[0]) / 2), Json((low[1] + high[1]) / 2)}));
    return kusto_json(out);
}

// Ray casting in the plane of degrees: exact enough for shapes of the size of a country.
bool in_ring(const Json& ring, double lon, double lat) {
    bool inside = false;
    const auto& points = ring.array();
    for (size_t i = 0, k = points.size() - 1; i < points.size(); k = i++) {
        if (points[i].array().size() < 2 || points[k].array().size() < 2) return false;
        const double xi = json_real(points[i].array()[0]).value_or(0),
                     yi = json_real(points[i].array()[1]).value_or(0);
        const double xk = json_real(points[k].array()[0]).value_or(0),
                     yk = json_real(points[k].array()[1]).value_or(0);
        if ((yi > lat) != (yk > lat) && lon < (xk - xi) * (lat - yi) / (yk - yi) + xi)
            inside = !inside;
    }
    return inside;
}

Result in_polygon(Given a) {
    const auto lon = real_at(a, 0), lat = real_at(a, 1);
    const auto shape = json_at(a, 2);
    if (!lon || !lat || !shape) return {};
    const Json& coordinates = (*shape)["coordinates"];
    const bool many = (*shape)["type"].text() == "MultiPolygon";
    if (!many && (*shape)["type"].text() != "Polygon") return {};
    for (const Json& polygon : many ? coordinates.array() : Json::Array{coordinates}) {
        const auto& rings = polygon.array();
        if (rings.empty() || rings[0].array().empty() || !in_ring(rings[0], *lon, *lat)) continue;
        const bool hole = std::any_of(rings.begin() + 1, rings.end(), [&](const Json& ring) {
            return !ring.array().empty() && in_ring(ring, *lon, *lat);
        });
        if (!hole) return true;
    }
    return false;
}

Result azimuth(Given a) {
    const auto v = reals(a);
    if (!v) return {};
    const double dlon = radians((*v)[2] - (*v)[0]), from = radians((*v)[1]), to = radians((*v)[3]);
    const double angle =
        std::atan2(std::sin(dlon) * std::cos(to),
                   std::cos(from) * std::sin(to) - std::sin(from) * std::cos(to) * std::cos(dlon));
    return angle < 0 ? angle + 2 * M_PI : angle;
}

constexpr Function all[] = {
    {"geo_distance_2points", "real", "rrrr", {}, distance_of},
    {"geo_point_in_circle", "bool", "rrrrr", {}, in_circle},
    {"geo_point_to_geohash", "string", "rr?l", {}, to_geohash},
    {"geo_geohash_to_central_point", "dynamic", "s", {}, geohash_center},
    {"geo_point_in_polygon", "bool", "rrj", {}, in_polygon},
    {"geo_azimuth", "real", "rrrr", {}, azimuth},
};

}  // namespace

std::span<const Function> geo_functions() {
    return all;
}

}  // namespace ward::query
