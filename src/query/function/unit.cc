// SPDX-License-Identifier: Apache-2.0
// Quantities from one unit to another: factors to the base unit of each kind. Bytes for people.
#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "query/function/list.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

struct Unit {
    std::string_view name;
    double factor;  // of the base unit
};
// radians
constexpr Unit angles[] = {{"Arcminute", M_PI / 10800},   {"Arcsecond", M_PI / 648000},
                           {"Centiradian", 0.01},         {"Deciradian", 0.1},
                           {"Degree", M_PI / 180},        {"Gradian", M_PI / 200},
                           {"Microdegree", M_PI / 180e6}, {"Microradian", 1e-6},
                           {"Millidegree", M_PI / 180e3}, {"Milliradian", 1e-3},
                           {"Nanodegree", M_PI / 180e9},  {"Nanoradian", 1e-9},
                           {"NatoMil", M_PI / 3200},      {"Radian", 1},
                           {"Revolution", 2 * M_PI},      {"Tilt", M_PI / 2}};
// joules
constexpr Unit energies[] = {{"BritishThermalUnit", 1055.05585262},
                             {"Calorie", 4.184},
                             {"DecathermEc", 1055055852.62},
                             {"DecathermImperial", 1055055852.57348},
                             {"DecathermUs", 1054804000},
                             {"ElectronVolt", 1.602176565e-19},
                             {"Erg", 1e-7},
                             {"FootPound", 1.355817948},
                             {"GigabritishThermalUnit", 1055.05585262e9},
                             {"GigawattDay", 86400e9},
                             {"GigawattHour", 3600e9},
                             {"HorsepowerHour", 2.6845195377e6},
                             {"Joule", 1},
                             {"KilobritishThermalUnit", 1055.05585262e3},
                             {"Kilocalorie", 4184},
                             {"KiloelectronVolt", 1.602176565e-16},
                             {"Kilojoule", 1e3},
                             {"KilowattDay", 86400e3},
                             {"KilowattHour", 3600e3},
                             {"MegabritishThermalUnit", 1055.05585262e6},
                             {"Megacalorie", 4.184e6},
                             {"Megajoule", 1e6},
                             {"MegawattDay", 86400e6},
                             {"MegawattHour", 3600e6},
                             {"Millijoule", 1e-3},
                             {"TerawattDay", 86400e12},
                             {"TerawattHour", 3600e12},
                             {"ThermEc", 105505585.262},
                             {"ThermImperial", 105505585.257348},
                             {"ThermUs", 105480400},
                             {"WattDay", 86400},
                             {"WattHour", 3600}};
// newtons
constexpr Unit forces[] = {{"Decanewton", 10},
                           {"Dyn", 1e-5},
                           {"KilogramForce", 9.80665},
                           {"Kilonewton", 1e3},
                           {"KiloPond", 9.80665},
                           {"KilopoundForce", 4448.2216152605095},
                           {"Meganewton", 1e6},
                           {"Micronewton", 1e-6},
                           {"Millinewton", 1e-3},
                           {"Newton", 1},
                           {"OunceForce", 0.278013850953781},
                           {"Poundal", 0.138254954376},
                           {"PoundForce", 4.4482216152605095},
                           {"ShortTonForce", 8896.443230521},
                           {"TonneForce", 9806.65}};
// metres
constexpr Unit lengths[] = {{"Angstrom", 1e-10},
                            {"AstronomicalUnit", 1.4959787070e11},
                            {"Centimeter", 0.01},
                            {"Chain", 20.1168},
                            {"DataMile", 1828.8},
                            {"Decameter", 10},
                            {"Decimeter", 0.1},
                            {"DtpPica", 1 / 236.220472441},
                            {"DtpPoint", 0.0254 / 72},
                            {"Fathom", 1.8288},
                            {"Foot", 0.3048},
                            {"Hand", 0.1016},
                            {"Hectometer", 100},
                            {"Inch", 0.0254},
                            {"KilolightYear", 9.46073047258e18},
                            {"Kilometer", 1000},
                            {"Kiloparsec", 3.08567758128e19},
                            {"LightYear", 9.46073047258e15},
                            {"Megameter", 1e6},
                            {"Meter", 1},
                            {"Microinch", 2.54e-8},
                            {"Micrometer", 1e-6},
                            {"Mil", 2.54e-5},
                            {"Mile", 1609.34},
                            {"Millimeter", 1e-3},
                            {"Nanometer", 1e-9},
                            {"NauticalMile", 1852},
                            {"Parsec", 3.08567758128e16},
                            {"SolarRadius", 6.95510000e8},
                            {"UsSurveyFoot", 1200.0 / 3937},
                            {"Yard", 0.9144}};
// kilograms
constexpr Unit masses[] = {{"Centigram", 1e-5},
                           {"Decagram", 1e-2},
                           {"Decigram", 1e-4},
                           {"EarthMass", 5.9722e24},
                           {"Grain", 6.479891e-5},
                           {"Gram", 1e-3},
                           {"Hectogram", 0.1},
                           {"Kilogram", 1},
                           {"Kilopound", 453.59237},
                           {"Kilotonne", 1e6},
                           {"LongHundredweight", 50.80234544},
                           {"LongTon", 1016.0469088},
                           {"Megapound", 453592.37},
                           {"Megatonne", 1e9},
                           {"Microgram", 1e-9},
                           {"Milligram", 1e-6},
                           {"Nanogram", 1e-12},
                           {"Ounce", 0.028349523125},
                           {"Pound", 0.45359237},
                           {"ShortHundredweight", 45.359237},
                           {"ShortTon", 907.18474},
                           {"Slug", 14.593903},
                           {"SolarMass", 1.98947e30},
                           {"Stone", 6.35029318},
                           {"Tonne", 1000}};
// metres a second
constexpr Unit speeds[] = {{"CentimeterPerHour", 0.01 / 3600},
                           {"CentimeterPerMinute", 0.01 / 60},
                           {"CentimeterPerSecond", 0.01},
                           {"DecimeterPerMinute", 0.1 / 60},
                           {"DecimeterPerSecond", 0.1},
                           {"FootPerHour", 0.3048 / 3600},
                           {"FootPerMinute", 0.3048 / 60},
                           {"FootPerSecond", 0.3048},
                           {"InchPerHour", 0.0254 / 3600},
                           {"InchPerMinute", 0.0254 / 60},
                           {"InchPerSecond", 0.0254},
                           {"KilometerPerHour", 1000.0 / 3600},
                           {"KilometerPerMinute", 1000.0 / 60},
                           {"KilometerPerSecond", 1000},
                           {"Knot", 1852.0 / 3600},
                           {"MeterPerHour", 1.0 / 3600},
                           {"MeterPerMinute", 1.0 / 60},
                           {"MeterPerSecond", 1},
                           {"MicrometerPerMinute", 1e-6 / 60},
                           {"MicrometerPerSecond", 1e-6},
                           {"MilePerHour", 0.44704},
                           {"MillimeterPerHour", 1e-3 / 3600},
                           {"MillimeterPerMinute", 1e-3 / 60},
                           {"MillimeterPerSecond", 1e-3},
                           {"NanometerPerMinute", 1e-9 / 60},
                           {"NanometerPerSecond", 1e-9},
                           {"YardPerHour", 0.9144 / 3600},
                           {"YardPerMinute", 0.9144 / 60},
                           {"YardPerSecond", 0.9144}};
// cubic metres
constexpr Unit volumes[] = {{"AcreFoot", 1 / 0.000810714},
                            {"AuTablespoon", 2e-5},
                            {"BoardFoot", 2.3597372158e-3},
                            {"Centiliter", 1e-5},
                            {"CubicCentimeter", 1e-6},
                            {"CubicDecimeter", 1e-3},
                            {"CubicFoot", 0.0283168},
                            {"CubicHectometer", 1e6},
                            {"CubicInch", 1.6387e-5},
                            {"CubicKilometer", 1e9},
                            {"CubicMeter", 1},
                            {"CubicMicrometer", 1e-18},
                            {"CubicMile", 4.16818182544058e9},
                            {"CubicMillimeter", 1e-9},
                            {"CubicYard", 0.764554858},
                            {"Decaliter", 1e-2},
                            {"DecausGallon", 3.785411784e-2},
                            {"Deciliter", 1e-4},
                            {"DeciusGallon", 3.785411784e-4},
                            {"HectocubicFoot", 2.83168},
                            {"HectocubicMeter", 100},
                            {"Hectoliter", 0.1},
                            {"HectousGallon", 0.3785411784},
                            {"ImperialBeerBarrel", 0.16365924},
                            {"ImperialGallon", 0.00454609000000181429905810072407},
                            {"ImperialOunce", 2.8413062499962901241875439064617e-5},
                            {"ImperialPint", 5.6826125e-4},
                            {"KilocubicFoot", 28.3168},
                            {"KilocubicMeter", 1000},
                            {"KiloimperialGallon", 4.54609},
                            {"Kiloliter", 1},
                            {"KilousGallon", 3.785411784},
                            {"Liter", 1e-3},
                            {"MegacubicFoot", 28316.8},
                            {"MegaimperialGallon", 4546.09},
                            {"Megaliter", 1000},
                            {"MegausGallon", 3785.411784},
                            {"MetricCup", 2.5e-4},
                            {"MetricTeaspoon", 5e-6},
                            {"Microliter", 1e-9},
                            {"Milliliter", 1e-6},
                            {"OilBarrel", 0.158987294928},
                            {"UkTablespoon", 1.5e-5},
                            {"UsBeerBarrel", 0.117347765304},
                            {"UsCustomaryCup", 2.365882365e-4},
                            {"UsGallon", 0.003785411784},
                            {"UsLegalCup", 2.4e-4},
                            {"UsOunce", 2.957352956253760505068307980135e-5},
                            {"UsPint", 4.73176473e-4},
                            {"UsQuart", 9.46352946e-4},
                            {"UsTablespoon", 1.478676478125e-5},
                            {"UsTeaspoon", 4.92892159375e-6}};

const Unit* unit_at(std::span<const Unit> units, std::string_view name) {
    for (const Unit& one : units)
        if (base::equals_ignore_case(one.name, name)) return &one;
    return nullptr;
}

template <const auto& units>
Result convert(Given a) {
    const auto value = real_at(a, 0);
    const Unit *from = unit_at(units, text_at(a, 1)), *to = unit_at(units, text_at(a, 2));
    return value && from && to ? Result(*value * from->factor / to->factor) : Result();
}

struct Scale {
    std::string_view name;
    double factor, offset;  // kelvin = value * factor + offset
};
constexpr Scale scales[] = {{"Kelvin", 1, 0},
                            {"DegreeCelsius", 1, 273.15},
                            {"DegreeFahrenheit", 5.0 / 9, 459.67 * 5 / 9},
                            {"DegreeRankine", 5.0 / 9, 0},
                            {"DegreeReaumur", 1.25, 273.15},
                            {"DegreeRoemer", 40.0 / 21, 273.15 - 7.5 * 40 / 21},
                            {"DegreeNewton", 100.0 / 33, 273.15},
                            {"DegreeDelisle", -2.0 / 3, 373.15},
                            {"MillidegreeCelsius", 1e-3, 273.15},
                            {"SolarTemperature", 5778, 0}};

Result convert_temperature(Given a) {
    const auto value = real_at(a, 0);
    const Scale *from = nullptr, *to = nullptr;
    for (const Scale& one : scales) {
        if (base::equals_ignore_case(one.name, text_at(a, 1))) from = &one;
        if (base::equals_ignore_case(one.name, text_at(a, 2))) to = &one;
    }
    if (!value || !from || !to) return {};
    return (*value * from->factor + from->offset - to->offset) / to->factor;
}

// format_bytes(n [, digits [, unit [, base 1024]]])
Result format_bytes(Given a) {
    constexpr std::string_view names[] = {"Bytes", "KB", "MB", "GB", "TB", "PB", "EB"};
    const auto value = real_at(a, 0);
    if (!value) return std::string();
    const auto digits =
        static_cast<int>(std::clamp<int64_t>(a.size() > 1 ? long_at(a, 1).value_or(0) : 0, 0, 15));
    const double step = a.size() > 3 ? real_at(a, 3).value_or(1024) : 1024;
    size_t n = 0;
    double scaled = *value;
    for (; n + 1 < std::size(names); ++n) {
        if (!text_at(a, 2).empty() ? base::equals_ignore_case(names[n], text_at(a, 2))
                                   : std::fabs(scaled) < step)
            break;
        scaled /= step;
    }
    const double scale = std::pow(10, digits);
    return fmt::format("{} {}", std::nearbyint(scaled * scale) / scale, names[n]);
}

constexpr Function all[] = {
    {"convert_angle", "real", "rss", {}, convert<angles>},
    {"convert_energy", "real", "rss", {}, convert<energies>},
    {"convert_force", "real", "rss", {}, convert<forces>},
    {"convert_length", "real", "rss", {}, convert<lengths>},
    {"convert_mass", "real", "rss", {}, convert<masses>},
    {"convert_speed", "real", "rss", {}, convert<speeds>},
    {"convert_temperature", "real", "rss", {}, convert_temperature},
    {"convert_volume", "real", "rss", {}, convert<volumes>},
    {"format_bytes", "string", "r?lsr", {}, format_bytes},
};

}  // namespace

std::span<const Function> unit_functions() {
    return all;
}

}  // namespace ward::query
