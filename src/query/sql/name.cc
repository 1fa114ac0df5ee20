// SPDX-License-Identifier: Apache-2.0
// How Kusto names a column that has no name: after a column or a member, after the first argument
// of some functions, else by its place.
#include <algorithm>

#include "query/sql/lower.h"

namespace ward::query {

namespace {

// Functions whose result is called like their first argument.
constexpr std::string_view transparent[] = {"split",
                                            "tostring",
                                            "tohex",
                                            "todynamic",
                                            "toobject",
                                            "tolong",
                                            "toint",
                                            "toreal",
                                            "todouble",
                                            "todatetime",
                                            "totimespan",
                                            "totime",
                                            "tobool",
                                            "toboolean",
                                            "todecimal",
                                            "toguid",
                                            "parse_csv",
                                            "parsejson",
                                            "parse_json",
                                            "parse_xml",
                                            "startofday",
                                            "bin",
                                            "floor",
                                            "bin_at",
                                            "bin_auto",
                                            "binary_and",
                                            "binary_or",
                                            "binary_xor",
                                            "binary_not",
                                            "binary_shift_right",
                                            "pow",
                                            "series_fir",
                                            "series_iir",
                                            "series_fill_forward",
                                            "series_fill_backward",
                                            "exp2",
                                            "exp10",
                                            "format_bytes",
                                            "series_fill_linear",
                                            "binary_shift_left",
                                            "abs",
                                            "gamma",
                                            "loggamma",
                                            "erf",
                                            "bitset_count_ones",
                                            "erfc",
                                            "rand",
                                            "format_datetime",
                                            "format_timespan",
                                            "series_fill_const",
                                            "round",
                                            "ceiling",
                                            "sqrt",
                                            "log",
                                            "series_outliers",
                                            "log2",
                                            "log10",
                                            "exp",
                                            "cos",
                                            "sin",
                                            "tan",
                                            "acos",
                                            "asin",
                                            "atan",
                                            "atan2"};

}  // namespace

std::string Lowering::name_of(const Expression& value) {
    if (const auto* assign = std::get_if<Assign>(&value.node)) return assign->names.front();
    if (const auto* name = std::get_if<Name>(&value.node)) return name->text;
    if (const auto* member = std::get_if<Member>(&value.node)) {
        const auto* key = std::get_if<Literal>(&member->key->node);
        const std::string root = name_of(*member->base);
        if (!key || root.empty()) return "";
        return root + "_" + key->text;
    }
    if (const auto* call = std::get_if<Call>(&value.node); call && !call->arguments.empty())
        if (std::ranges::find(transparent, call->function) != std::end(transparent))
            return name_of(*call->arguments.front());
    return "";
}

}  // namespace ward::query
