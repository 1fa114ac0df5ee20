// SPDX-License-Identifier: Apache-2.0
// What the operators parse, parse-kv, mv-expand, make-series, reduce and pivot ask of one row.
#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "query/function/list.h"
#include "query/function/series.h"
#include "query/function/time_text.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

constexpr int columns_max = 60;

bool reads_as(std::string_view type, std::string_view text) {
    if (type == "string" || type == "dynamic") return true;
    if (type == "datetime") return parse_datetime(text).has_value();
    if (type == "timespan") return parse_timespan(text).has_value();
    if (type == "guid") return parse_guid(text).has_value();
    if (type == "real" || type == "decimal") return parse_number(text).has_value();
    if (type == "bool")
        return base::equals_ignore_case(text, "true") || base::equals_ignore_case(text, "false");
    return parse_long(text).has_value();
}

// parse_pattern(text, regex, types, strict): the captures k0, k1, ... as an array, or null.
Result parse_pattern(Given a) {
    const auto* regex = regex_of(text_at(a, 1));
    const auto types = json_at(a, 2);
    if (!regex || !types) return {};
    const auto& names = regex->NamedCapturingGroups();
    std::vector<re2::StringPiece> found(static_cast<size_t>(regex->NumberOfCapturingGroups() + 1));
    const std::string_view text = text_at(a, 0);
    if (!regex->Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED,
                      found.data(), static_cast<int>(found.size())))
        return {};
    Json out{Json::Array{}};
    for (size_t i = 0; i < types->array().size() && i < columns_max; ++i) {
        const auto at = names.find("k" + std::to_string(i));
        if (at == names.end()) return {};
        const auto& piece = found[static_cast<size_t>(at->second)];
        const std::string_view one =
            piece.data() ? std::string_view(piece.data(), piece.size()) : std::string_view();
        if (bool_at(a, 3) && !reads_as(types->array()[i].text(), one)) return {};
        out.push(Json(one));
    }
    return kusto_json(out);
}

// Reads a key or a value: quoted, or up to a delimiter.
std::string take_token(std::string_view& rest, std::string_view quotes, std::string_view escape,
                       std::string_view stop) {
    std::string out;
    const size_t kind = rest.empty() ? std::string_view::npos : quotes.find(rest[0]);
    if (kind != std::string_view::npos && kind % 2 == 0) {
        const char close = quotes.size() > kind + 1 ? quotes[kind + 1] : quotes[kind];
        rest.remove_prefix(1);
        while (!rest.empty() && rest[0] != close) {
            if (!escape.empty() && rest.starts_with(escape) && rest.size() > escape.size())
                rest.remove_prefix(escape.size());
            out += rest[0];
            rest.remove_prefix(1);
        }
        if (!rest.empty()) rest.remove_prefix(1);
        return out;
    }
    const size_t end = stop.empty() ? std::string_view::npos : rest.find(stop);
    out = rest.substr(0, end);
    rest.remove_prefix(std::min(end, rest.size()));
    return out;
}

bool is_key_byte(char c) {
    return base::is_alpha(c) || base::is_digit(c) || c == '_' || c < 0;
}

// Without delimiters: words, whatever lies between a key and its value.
Json parse_words(std::string_view rest, std::string_view quotes, std::string_view escape) {
    Json out{Json::Object{}};
    std::string key;
    bool has_key = false;
    while (!rest.empty()) {
        if (quotes.find(rest[0]) == std::string_view::npos && !is_key_byte(rest[0])) {
            rest.remove_prefix(1);
            continue;
        }
        std::string token;
        if (is_key_byte(rest[0])) {
            size_t n = 0;
            while (n < rest.size() && is_key_byte(rest[n])) ++n;
            token = rest.substr(0, n);
            rest.remove_prefix(n);
        } else {
            token = take_token(rest, quotes, escape, "");
        }
        const bool names = rest.starts_with(':') || rest.starts_with('=');
        if (has_key && !names)
            out.set(key, Json(token)), has_key = false;
        else if (names)
            key = token, has_key = true;
    }
    return out;
}

// parse_kv(text, {pair, kv, quote, escape, greedy, regex})
Result parse_kv(Given a) {
    const auto how = json_at(a, 1);
    if (!how) return {};
    std::string_view rest = text_at(a, 0);
    const std::string_view pair = (*how)["pair_delimiter"].text(),
                           mark = (*how)["kv_delimiter"].text();
    const std::string_view escape = (*how)["escape"].text(), regex_text = (*how)["regex"].text();
    std::string quotes((*how)["quote"].text());
    if (quotes.size() == 1) quotes += quotes;
    Json out{Json::Object{}};
    if (!regex_text.empty()) {
        const auto* regex = regex_of(regex_text);
        if (!regex || regex->NumberOfCapturingGroups() < 2) return {};
        re2::StringPiece input(rest.data(), rest.size()), key, value;
        while (re2::RE2::FindAndConsume(&input, *regex, &key, &value))
            out.set(std::string(base::trim({key.data(), key.size()})),
                    Json(std::string(value.data(), value.size())));
        return kusto_json(out);
    }
    if (mark.empty()) return kusto_json(parse_words(rest, quotes, escape));
    const bool greedy = (*how)["greedy"].boolean();
    while (!rest.empty()) {
        if (!pair.empty() && rest.starts_with(pair)) {
            rest.remove_prefix(pair.size());
            continue;
        }
        const size_t next_mark = rest.find(mark),
                     next_pair = pair.empty() ? std::string_view::npos : rest.find(pair);
        const bool is_quoted = !quotes.empty() && rest[0] == quotes[0];
        if (!is_quoted && next_pair < next_mark) {
            rest.remove_prefix(next_pair);
            continue;
        }
        const std::string key = take_token(rest, quotes, escape, mark);
        if (!rest.starts_with(mark)) break;
        rest.remove_prefix(mark.size());
        std::string value;
        if (greedy && (quotes.empty() || rest.empty() || rest[0] != quotes[0])) {
            // Up to the delimiter before the next key.
            const size_t next = rest.find(mark);
            const size_t end =
                next == std::string_view::npos ? rest.size() : rest.rfind(pair, next);
            value = rest.substr(0, end);
            rest.remove_prefix(std::min(end, rest.size()));
        } else {
            value = take_token(rest, quotes, escape, pair);
        }
        out.set(std::string(base::trim(key)), Json(value));
    }
    return kusto_json(out);
}

// mv_items(value, as arrays): what mv-expand makes rows of, as an array of arrays [value] so that
// a null is a row too.
Result mv_items(Given a) {
    const auto value = json_at(a, 0);
    Json out{Json::Array{}};
    if (!value || value->is_null()) return out.push(Json()), kusto_json(out);
    if (value->is_object()) {
        for (const auto& [name, one] : value->object()) {
            if (bool_at(a, 1))
                out.push(Json(Json::Array{Json(name), one}));
            else
                out.push(Json(Json::Object{{name, one}}));
        }
    } else if (value->is_array()) {
        out = *value;
    } else {
        out.push(*value);
    }
    return out.array().empty() ? Result() : Result(kusto_json(out));
}

// series(points [[i, v], ...], size, default): a series with every place filled.
Result series(Given a) {
    const auto points = json_at(a, 0);
    const auto size = long_at(a, 1);
    if (!size || *size < 0 || *size > static_cast<int64_t>(array_items_max)) return {};
    Json::Array out(static_cast<size_t>(*size), json_at(a, 2).value_or(Json()));
    if (points)
        for (const Json& one : points->array()) {
            const int64_t at = one.array().empty() ? -1 : one.array()[0].integer(-1);
            if (at >= 0 && at < *size && one.array().size() > 1)
                out[static_cast<size_t>(at)] = one.array()[1];
        }
    return kusto_json(Json(std::move(out)));
}

// axis(from, step, size, is time): the places of a series.
Result axis(Given a) {
    const auto size = long_at(a, 2);
    if (!size || *size < 0 || *size > static_cast<int64_t>(array_items_max)) return {};
    Json::Array out;
    for (int64_t i = 0; i < *size; ++i) {
        if (std::holds_alternative<double>(a[0])) {
            out.emplace_back(*real_at(a, 0) + *real_at(a, 1) * static_cast<double>(i));
            continue;
        }
        const int64_t at = long_at(a, 0).value_or(0) + long_at(a, 1).value_or(0) * i;
        const std::string_view kind = text_at(a, 3);
        if (kind == "datetime")
            out.emplace_back(datetime_text(at));
        else if (kind == "timespan")
            out.emplace_back(timespan_text(at));
        else
            out.emplace_back(at);
    }
    return kusto_json(Json(std::move(out)));
}

// set_of(array [, most]): without repeats, in the order of first sight.
Result set_of(Given a) {
    const auto list = json_at(a, 0);
    const int64_t most = a.size() > 1 ? long_at(a, 1).value_or(1'048'576) : 1'048'576;
    Json out{Json::Array{}};
    if (!list) return kusto_json(out);
    std::vector<std::string> seen;
    std::string text = "[";
    for (const Json& one : list->array()) seen.push_back(kusto_json(one));
    std::vector<std::string_view> sorted;
    std::vector<size_t> order(seen.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {}, [&](size_t i) { return std::string_view(seen[i]); });
    std::vector<bool> repeats(seen.size(), false);
    for (size_t i = 1; i < order.size(); ++i)
        repeats[order[i]] = seen[order[i]] == seen[order[i - 1]];
    int64_t kept = 0;
    for (size_t i = 0; i < seen.size() && kept < most; ++i)
        if (!repeats[i]) text += (kept++ > 0 ? "," : "") + seen[i];
    return text + "]";
}

// list_of(array, most): its first items.
Result list_of(Given a) {
    const auto list = json_at(a, 0);
    const int64_t most = long_at(a, 1).value_or(0);
    Json out{Json::Array{}};
    if (!list) return kusto_json(out);
    for (const Json& one : list->array())
        if (static_cast<int64_t>(out.array().size()) < most) out.push(one);
    return kusto_json(out);
}

// percentiles(sorted [[value, weight], ...], ranks): by the nearest rank, as an array.
Result percentiles(Given a) {
    const auto pairs = json_at(a, 0), ranks = json_at(a, 1);
    if (!pairs || !ranks) return {};
    auto items = pairs->array();
    std::erase_if(
        items, [](const Json& one) { return one.array().size() < 2 || one.array()[0].is_null(); });
    std::ranges::stable_sort(items, [](const Json& l, const Json& r) {
        return json_order(l.array()[0], r.array()[0]) < 0;
    });
    double total = 0;
    for (const Json& one : items) total += json_real(one.array()[1]).value_or(0);
    Json out{Json::Array{}};
    for (const Json& rank : ranks->is_array() ? ranks->array() : Json::Array{*ranks}) {
        const double wanted = json_real(rank).value_or(0) / 100 * total;
        double sum = 0;
        Json value;
        for (const Json& one : items) {
            sum += json_real(one.array()[1]).value_or(0);
            value = one.array()[0];
            if (sum >= wanted - 1e-9) break;
        }
        out.push(value);
    }
    return kusto_json(out);
}

// reduce_text(text, characters): the words that hold digits become '*'.
Result reduce_text(Given a) {
    const std::string_view text = text_at(a, 0), more = text_at(a, 1);
    std::string out, word;
    bool varies = false;
    const auto put = [&] {
        // What parts words beside one that varies is part of what varies.
        while (varies && !out.empty() && more.find(out.back()) != std::string_view::npos)
            out.pop_back();
        if (varies)
            out += out.ends_with('*') ? "" : "*";
        else
            out += word;
        word.clear(), varies = false;
    };
    for (const char c : text) {
        const bool parts = !(is_key_byte(c) && c != '_') || more.find(c) != std::string_view::npos;
        if (!parts) {
            word += c, varies |= base::is_digit(c);
            continue;
        }
        put();
        if (!out.ends_with('*') || more.find(c) == std::string_view::npos) out += c;
    }
    put();
    return out;
}

}  // namespace

std::span<const Function> parse_operators() {
    static constexpr Function operators[] = {
        {"parse_pattern", "dynamic", "sssb", {}, parse_pattern},
        {"parse_kv", "dynamic", "ss", {}, parse_kv},
        {"reduce_text", "string", "ss", {}, reduce_text},
    };
    return operators;
}

std::span<const Function> table_operators() {
    static constexpr Function operators[] = {
        {"mv_items", "dynamic", "jb", {}, mv_items},
        {"series", "dynamic", "jlj", {}, series},
        {"axis", "dynamic", "aal", {}, axis},
        {"set_of", "dynamic", "j?l", {}, set_of},
        {"list_of", "dynamic", "jl", {}, list_of},
        {"percentiles", "dynamic", "jj", {}, percentiles},
    };
    return operators;
}

}  // namespace ward::query
