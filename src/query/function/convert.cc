// SPDX-License-Identifier: Apache-2.0
// Functions that make one type of another. The conversion is that of the argument: see
// Lowering::convert.
#include "query/function/list.h"

namespace ward::query {

namespace {

constexpr Function all[] = {
    {"tostring", "string", "s", "$1"},
    {"tolong", "long", "l", "$1"},
    {"toint", "int", "i", "$1"},
    {"toreal", "real", "r", "$1"},
    {"todouble", "real", "r", "$1"},
    {"todecimal", "decimal", "m", "$1"},
    {"tobool", "bool", "b", "$1"},
    {"toboolean", "bool", "b", "$1"},
    {"todatetime", "datetime", "d", "$1"},
    {"totimespan", "timespan", "t", "$1"},
    {"totime", "timespan", "t", "$1"},
    {"toguid", "guid", "g", "$1"},
    {"todynamic", "dynamic", "j", "$1"},
    {"toobject", "dynamic", "j", "$1"},
    {"parse_json", "dynamic", "j", "$1"},
    {"parsejson", "dynamic", "j", "$1"},
    {"long", "long", "l", "$1"},
    {"int", "int", "i", "$1"},
    {"real", "real", "r", "$1"},
    {"double", "real", "r", "$1"},
    {"decimal", "decimal", "m", "$1"},
    {"bool", "bool", "b", "$1"},
    {"boolean", "bool", "b", "$1"},
    {"string", "string", "s", "$1"},
    {"datetime", "datetime", "d", "$1"},
    {"timespan", "timespan", "t", "$1"},
    {"time", "timespan", "t", "$1"},
    {"guid", "guid", "g", "$1"},
    {"isnull", "bool", "a", "($1 IS NULL)"},
    {"isnotnull", "bool", "a", "($1 IS NOT NULL)"},
    {"notnull", "bool", "a", "($1 IS NOT NULL)"},
    {"not", "bool", "b", "(NOT $1)"},
};

}  // namespace

std::span<const Function> convert_functions() {
    return all;
}

}  // namespace ward::query
