// SPDX-License-Identifier: Apache-2.0
// parse, parse-where, parse-kv: columns out of a text. A pattern becomes one regular expression
// whose groups are called k0, k1, ...
#include "base/json.h"
#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '_' || c == ' ' || c < 0;
        if (!plain) out += '\\';
        out += c;
    }
    return out;
}

struct Pattern {
    std::string regex;
    std::vector<ColumnPlan> columns;  // name and type
};

std::string capture(std::string_view type, bool regex, bool relaxed, bool last) {
    if (is_integer(type)) return std::string("[-+]?\\d+|0x[0-9a-fA-F]+") + (relaxed ? "|.*?" : "");
    if (!relaxed && (type == "real" || type == "decimal"))
        return "[-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?";
    return regex || last ? ".*" : ".*?";
}

Pattern pattern_of(Lowering& l, const Operator& one, const std::string& kind) {
    Pattern out;
    const bool regex = kind == "regex", relaxed = kind == "relaxed";
    const auto& items = one.clauses[1].items;
    if (!regex) out.regex = "^";
    for (size_t i = 0; i < items.size(); ++i) {
        const Expression& part = *items[i].value;
        if (const auto* text = std::get_if<Literal>(&part.node)) {
            out.regex += regex ? "(?:" + text->text + ")" : escaped(text->text);
            continue;
        }
        const auto* name = std::get_if<Name>(&part.node);
        if (name && name->text == "*") {
            out.regex += ".*?";
            continue;
        }
        const auto* declared = std::get_if<Declaration>(&part.node);
        if (!name && !declared) return l.fail(part.begin, "expected a text, a column or '*'"), out;
        const std::string type = declared ? kusto_type(declared->type) : "string";
        if (type.empty())
            return l.fail(part.begin, "there is no type '" + declared->type + "'"), out;
        out.regex += "(?P<k" + std::to_string(out.columns.size()) + ">" +
                     capture(type, regex, relaxed, i + 1 == items.size()) + ")";
        out.columns.push_back({declared ? declared->name : name->text, "", type});
    }
    const auto* last = items.empty() ? nullptr : std::get_if<Name>(&items.back().value->node);
    if (!regex && !(last && last->text == "*")) out.regex += "$";
    return out;
}

}  // namespace

void parse_pattern_pipe(Lowering& l, const Operator& one, Relation& in) {
    std::string kind = option_of(one, "kind");
    if (kind.empty()) kind = "simple";
    const Typed text = l.expression(*one.clauses[0].items[0].value, in);
    const Pattern pattern = pattern_of(l, one, kind);
    if (l.failed()) return;
    base::Json types{base::Json::Array{}};
    for (const auto& column : pattern.columns) types.push(base::Json(column.type));
    const std::string flags = option_of(one, "flags");
    const std::string prefix = kind == "regex" ? (flags.empty() ? "" : "(?" + flags + ")") : "(?s)";
    const std::string call =
        l.native("parse_pattern",
                 l.convert(text, "string") + ", " + quoted(prefix + pattern.regex) + ", " +
                     quoted(base::to_json(types)) + (kind == "relaxed" ? ", FALSE" : ", TRUE"));
    const std::string row = l.hoist(in, call, "dynamic").sql;
    if (one.keyword == "parse-where") l.wrap(in, " WHERE " + row + " IS NOT NULL");
    for (size_t i = 0; i < pattern.columns.size(); ++i) {
        const std::string &name = pattern.columns[i].name, &type = pattern.columns[i].type;
        const Typed part{"json_extract_string(" + row + ", '$[" + std::to_string(i) + "]')",
                         "string"};
        const std::string value = type == "string"    ? "coalesce(" + part.sql + ", '')"
                                  : type == "dynamic" ? l.native("text_dynamic", part.sql)
                                                      : l.convert(part, type);
        put_column(l, in, name, {value, type});
    }
}

void parse_kv_pipe(Lowering& l, const Operator& one, Relation& in) {
    const Typed text = l.expression(*one.clauses[0].items[0].value, in);
    base::Json how{base::Json::Object{}};
    for (const std::string_view name :
         {"pair_delimiter", "kv_delimiter", "quote", "escape", "regex"})
        if (const std::string value = option_of(one, name); !value.empty())
            how.set(std::string(name), base::Json(value));
    how.set("greedy", base::Json(option_of(one, "greedy") == "true"));
    const std::string call =
        l.native("parse_kv", l.convert(text, "string") + ", " + quoted(base::to_json(how)));
    const Typed bag = l.hoist(in, call, "dynamic");
    const Clause* as = clause_of(one, "as");
    if (!as) return;
    for (const Item& item : as->items) {
        const auto* declared = std::get_if<Declaration>(&item.value->node);
        const std::string type = declared ? kusto_type(declared->type) : "";
        if (type.empty()) return void(l.fail(one.begin, "expected columns with their types"));
        put_column(l, in, declared->name, {l.convert(l.member(bag, declared->name), type), type});
    }
}

}  // namespace ward::query
