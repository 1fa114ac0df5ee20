// SPDX-License-Identifier: Apache-2.0
// Every scalar function, with its SQL. None reaches a file, the network or a setting.
#include "query/function/list.h"

namespace ward::query {

static constexpr Function all[] = {
    {"tolower", "string", "s", "lower($1)"},
    {"toupper", "string", "s", "upper($1)"},
    {"strlen", "long", "s", "length($1)"},
    {"string_size", "long", "s", "strlen($1)"},
    {"reverse", "string", "s", "reverse($1)"},
    {"substring", "string", "sl", "substr($1, greatest($2, 0) + 1)"},
    {"substring", "string", "sll", "substr($1, greatest($2, 0) + 1, greatest($3, 0))"},
    {"indexof", "long", "ss", "(strpos($1, $2) - 1)"},
    {"replace_string", "string", "sss", "replace($1, $2, $3)"},
    {"replace_regex", "string", "sss", "regexp_replace($1, $2, $3, 'g')"},
    {"trim", "string", "ss",
     "regexp_replace(regexp_replace($2, '^(' || $1 || ')', ''), '(' || $1 || ')$', '')"},
    {"trim_start", "string", "ss", "regexp_replace($2, '^(' || $1 || ')', '')"},
    {"trim_end", "string", "ss", "regexp_replace($2, '(' || $1 || ')$', '')"},
    {"countof", "long", "ss",
     "(CASE WHEN $2 = '' THEN 0 ELSE (length($1) - length(replace($1, $2, ''))) // length($2) "
     "END)"},
    {"split", "dynamic", "ss", "to_json(string_split($1, $2))::VARCHAR"},
    {"extract", "string", "sls", "coalesce(regexp_extract($3, $1, $2::INTEGER), '')"},
    {"isempty", "bool", "s", "($1 = '')"},
    {"isnotempty", "bool", "s", "($1 <> '')"},
    {"isnull", "bool", "a", "($1 IS NULL)"},
    {"isnotnull", "bool", "a", "($1 IS NOT NULL)"},
    {"not", "bool", "b", "(NOT $1)"},
    {"abs", "1", "a", "abs($1)"},
    {"sqrt", "real", "r", "(CASE WHEN $1 < 0 THEN NULL ELSE sqrt($1) END)"},
    {"exp", "real", "r", "exp($1)"},
    {"log", "real", "r", "(CASE WHEN $1 > 0 THEN ln($1) END)"},
    {"log2", "real", "r", "(CASE WHEN $1 > 0 THEN log2($1) END)"},
    {"log10", "real", "r", "(CASE WHEN $1 > 0 THEN log10($1) END)"},
    {"pow", "real", "rr", "pow($1, $2)"},
    {"sin", "real", "r", "sin($1)"},
    {"cos", "real", "r", "cos($1)"},
    {"tan", "real", "r", "tan($1)"},
    {"pi", "real", "", "pi()"},
    {"ceiling", "long", "r", "ceil($1)::BIGINT"},
    {"floor", "long", "r", "floor($1)::BIGINT"},
    {"round", "real", "r", "round($1)"},
    {"round", "real", "rl", "round($1, $2::INTEGER)"},
    {"array_length", "long", "j",
     "(CASE WHEN json_type($1) = 'ARRAY' THEN json_array_length($1)::BIGINT END)"},
    {"bag_keys", "dynamic", "j", "to_json(json_keys($1))::VARCHAR"},
    {"startofday", "datetime", "d", "($1 - (($1 % 864000000000) + 864000000000) % 864000000000)"},
    {"unixtime_seconds_todatetime", "datetime", "l", "($1 * 10000000)"},
    {"unixtime_milliseconds_todatetime", "datetime", "l", "($1 * 10000)"},
    {"unixtime_microseconds_todatetime", "datetime", "l", "($1 * 10)"},
    {"hash_sha256", "string", "s", "sha256($1)"},
    {"hash_md5", "string", "s", "md5($1)"},
    {"base64_encode_tostring", "string", "s", "to_base64(encode($1))"},
    {"binary_and", "long", "ll", "($1 & $2)"},
    {"binary_or", "long", "ll", "($1 | $2)"},
    {"binary_xor", "long", "ll", "xor($1, $2)"},
    {"parse_json", "dynamic", "s",
     "(CASE WHEN json_valid($1) THEN $1 ELSE to_json($1)::VARCHAR END)"},
    {"todynamic", "dynamic", "s",
     "(CASE WHEN json_valid($1) THEN $1 ELSE to_json($1)::VARCHAR END)"},
};

std::span<const Function> functions() {
    return all;
}

}  // namespace ward::query
