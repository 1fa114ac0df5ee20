// SPDX-License-Identifier: Apache-2.0
// The printer: a tree as text that parses to the same tree. Every compound expression stands in
// parentheses; names that are no plain words in brackets.
#include "query/syntax/printer.h"

#include <algorithm>

#include "base/text.h"

namespace ward::query {

namespace {

bool is_plain(std::string_view name) {
    constexpr std::string_view words[] = {
        "and",   "or",  "by",      "in",  "on",   "to",      "of",      "with",      "true",
        "false", "has", "between", "asc", "desc", "nulls",   "limit",   "from",      "step",
        "where", "not", "let",     "set", "as",   "project", "dynamic", "datatable", "typeof"};
    if (name.empty() || base::is_digit(name[0])) return false;
    const bool word = std::ranges::all_of(name, [](char c) {
        return base::is_alpha(c) || base::is_digit(c) || c == '_' || c == '$';
    });
    return word && std::ranges::find(words, name) == std::end(words);
}

std::string text_literal(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\0')
            out += "\\0";
        else
            out += c;
    }
    return out + "'";
}

std::string name_text(std::string_view name) {
    const bool pattern = name.find('*') != std::string_view::npos;
    return is_plain(name) || pattern ? std::string(name) : "[" + text_literal(name) + "]";
}

class Printer {
public:
    std::string query(const Query& query) {
        std::string out;
        for (const Let& one : query.lets) out += let(one) + ";\n";
        for (size_t i = 0; i < query.results.size(); ++i)
            out += (i > 0 ? ";\n" : "") + pipeline(*query.results[i]);
        return out;
    }

private:
    std::string let(const Let& one) {
        std::string out = "let " + name_text(one.name) + " = ";
        if (!one.cases.empty()) return pattern(one);
        if (!one.is_function) return out + (one.value ? pipeline(*one.value) : "");
        return out + "(" + parameters(one) + ") { " + body(one.lets, one.value.get()) + " }";
    }
    std::string parameters(const Let& one) {
        std::string out;
        for (const Parameter& p : one.parameters) {
            out += (out.empty() ? "" : ", ") + name_text(p.declaration.name) + ":";
            out += p.declaration.type == "table" ? "(*)" : p.declaration.type;
            if (p.otherwise) out += " = " + expression(*p.otherwise);
        }
        return out;
    }
    std::string body(const std::vector<Let>& lets, const Pipeline* value) {
        std::string out;
        for (const Let& one : lets) out += let(one) + "; ";
        return out + (value ? pipeline(*value) : "");
    }
    std::string pattern(const Let& one) {
        std::string out =
            "declare pattern " + name_text(one.name) + " = (" + parameters(one) + ") { ";
        for (const PatternCase& c : one.cases) {
            out += "(" + list(c.values) + ")";
            if (!c.path.empty()) out += ".[" + text_literal(c.path) + "]";
            out += " = { " + body(c.lets, c.body.get()) + " }; ";
        }
        return out + "}";
    }

public:
    std::string pipeline(const Pipeline& pipeline) {
        std::string out = pipeline.source ? expression(*pipeline.source) : "";
        for (const Operator& one : pipeline.operators)
            out += (out.empty() ? "" : " | ") + operation(one);
        return out;
    }

private:
    std::string list(const std::vector<ExpressionPtr>& values) {
        std::string out;
        for (const auto& one : values) out += (out.empty() ? "" : ", ") + expression(*one);
        return out;
    }
    std::string item(const Item& one) {
        std::string out = expression(*one.value);
        if (one.has_direction) out += one.ascending ? " asc" : " desc";
        if (one.has_nulls) out += one.nulls_first ? " nulls first" : " nulls last";
        return out;
    }
    std::string items(const Clause& clause, std::string_view between = ", ") {
        std::string out;
        for (const Item& one : clause.items)
            out += (out.empty() ? "" : std::string(between)) + item(one);
        return out;
    }

    std::string expression(const Expression& value) {
        return std::visit([this](const auto& one) { return node(one); }, value.node);
    }
    std::string node(const Literal& v) {
        if (v.type == "string" && v.unit.empty()) return text_literal(v.text);
        if (v.type == "dynamic") return "dynamic(" + v.text + ")";
        if (v.unit == "typed") return v.type + "(" + v.text + ")";
        return v.text + v.unit;
    }
    std::string node(const Name& v) { return name_text(v.text); }
    std::string node(const Call& v) {
        if (v.function == "entity_group") return "entity_group [" + list(v.arguments) + "]";
        return v.function + "(" + list(v.arguments) + ")";
    }
    std::string node(const Binary& v) {
        // A chain of one operation stays flat: depth is bounded, length less so.
        std::string left = expression(*v.left);
        const auto* inner = std::get_if<Binary>(&v.left->node);
        const bool chain = v.operation == "and" || v.operation == "or" || v.operation == "+";
        if (chain && inner && inner->operation == v.operation)
            left = left.substr(1, left.size() - 2);
        return "(" + left + " " + v.operation + " " + expression(*v.right) + ")";
    }
    std::string node(const Unary& v) { return "(" + v.operation + expression(*v.operand) + ")"; }
    std::string node(const ListTest& v) {
        std::string inner = list(v.items);
        if (v.operation.ends_with("between") && v.items.size() == 2)
            inner = expression(*v.items[0]) + " .. " + expression(*v.items[1]);
        return "(" + expression(*v.left) + " " + v.operation + " (" + inner + "))";
    }
    std::string node(const Member& v) {
        const std::string root = expression(*v.base);
        if (const auto* name = std::get_if<Name>(&v.key->node);
            name && name->text.find('*') != std::string::npos)
            return root + "." + name->text;
        if (!v.is_index && std::holds_alternative<Call>(v.key->node))
            return root + "." + expression(*v.key);
        const auto* key = std::get_if<Literal>(&v.key->node);
        if (key && key->type == "string" && is_plain(key->text)) return root + "." + key->text;
        return root + "[" + expression(*v.key) + "]";
    }
    std::string node(const Assign& v) {
        std::string names;
        for (const auto& one : v.names) names += (names.empty() ? "" : ", ") + name_text(one);
        return (v.names.size() > 1 ? "(" + names + ")" : names) + " = " + expression(*v.value);
    }
    std::string node(const Subquery& v) { return "(" + pipeline(*v.pipeline) + ")"; }
    std::string node(const Datatable& v) {
        std::string out;
        for (const auto& [name, type] : v.columns)
            out += (out.empty() ? "" : ", ") + name_text(name) + ":" + type;
        return (v.is_external ? "externaldata(" : "datatable(") + out + ") [" + list(v.values) +
               "]";
    }
    std::string node(const Declaration& v) {
        return (v.name == "*" ? "*" : name_text(v.name)) + (v.type.empty() ? "" : ":" + v.type);
    }
    std::string node(const GraphPart& v) {
        if (v.is_node) return "(" + (v.name.empty() ? "" : name_text(v.name)) + ")";
        std::string inner = v.name.empty() ? "" : name_text(v.name);
        if (v.repeats) inner += "*" + expression(*v.from) + ".." + expression(*v.to);
        return std::string(v.leftwards ? "<-" : "-") + (inner.empty() ? "" : "[" + inner + "]") +
               (v.rightwards ? "->" : "-");
    }

    std::string options(const Operator& one, std::string_view between = " ") {
        std::string out;
        for (const auto& [name, value] : one.options)
            if (!name.starts_with("default#"))
                out += (out.empty() ? "" : std::string(between)) + name + "=" + expression(*value);
        return out;
    }
    std::string operation(const Operator& one);
    std::string series(const Operator& one);
    std::string scan(const Operator& one);
    std::string graph(const Operator& one);
    std::string named_bodies(const Operator& one);
};

// make-series a = f() default=0, b = g() on ...
std::string Printer::series(const Operator& one) {
    std::string out = one.keyword + " ";
    for (size_t i = 0; i < one.clauses[0].items.size(); ++i) {
        out += (i > 0 ? ", " : "") + item(one.clauses[0].items[i]);
        for (const auto& [name, value] : one.options)
            if (name == "default#" + std::to_string(i)) out += " default=" + expression(*value);
    }
    for (size_t i = 1; i < one.clauses.size(); ++i)
        out += " " + one.clauses[i].word + " " + items(one.clauses[i]);
    return out;
}

std::string Printer::scan(const Operator& one) {
    std::string out = "scan " + options(one), steps;
    for (const Clause& clause : one.clauses) {
        if (clause.word == "declare") {
            out += " declare (";
            for (size_t i = 0; i + 1 < clause.items.size(); i += 2)
                out +=
                    (i > 0 ? ", " : "") + item(clause.items[i]) + " = " + item(clause.items[i + 1]);
            out += ")";
        } else if (clause.word != "step") {
            out += " " + clause.word + " by " + items(clause);
        } else {
            steps += "step " + name_text(clause.name);
            if (!clause.detail.empty())
                steps += clause.detail == "optional" ? " optional" : " output=" + clause.detail;
            steps += ": " + item(clause.items[0]);
            for (size_t i = 1; i < clause.items.size(); ++i)
                steps += (i > 1 ? ", " : " => ") + item(clause.items[i]);
            steps += "; ";
        }
    }
    return out + " with (" + steps + ")";
}

std::string Printer::graph(const Operator& one) {
    std::string out = one.keyword, patterns;
    if (one.keyword == "make-graph") {
        std::string with = one.options.empty() ? "" : " " + options(one);
        out += " " + name_text(one.clauses[0].name) + " --> " + name_text(one.clauses[1].name);
        for (const Clause& clause : one.clauses) {
            if (clause.word == "with")
                with += (with.empty() ? " with " : ", ") + items(clause) + " on " +
                        name_text(clause.name);
            if (clause.word == "partitioned-by")
                with += " partitioned-by " + name_text(clause.name);
            if (clause.word == "body") with += " " + items(clause);
        }
        return out + with;
    }
    if (one.keyword == "graph-to-table") {
        for (const Clause& clause : one.clauses)
            patterns += (patterns.empty() ? " " : ", ") + clause.word +
                        (clause.name.empty() ? "" : " as " + name_text(clause.name));
        return out + patterns + " " + options(one);
    }
    out += " " + options(one);
    for (const Clause& clause : one.clauses) {
        if (clause.word == "pattern")
            patterns += (patterns.empty() ? " " : ", ") + items(clause, "");
        else if (one.keyword.starts_with("graph-where"))
            patterns += " " + items(clause);
        else
            patterns += " " + clause.word + " " + items(clause);
    }
    return out + patterns;
}

// fork a = (...) b = (...); macro-expand x as y (...)
std::string Printer::named_bodies(const Operator& one) {
    std::string out = one.keyword + " " + options(one), bodies;
    for (const Clause& clause : one.clauses) {
        if (clause.word == "branch")
            out +=
                " " + (clause.name.empty() ? "" : name_text(clause.name) + " = ") + items(clause);
        if (clause.word == "of") out += " " + items(clause);
        if (clause.word == "as") out += " as " + name_text(clause.name);
        if (clause.word == "body" && !clause.items.empty()) {
            const auto* inner = std::get_if<Subquery>(&clause.items[0].value->node);
            bodies +=
                (bodies.empty() ? "" : "; ") + (inner ? pipeline(*inner->pipeline) : items(clause));
        }
    }
    return out + (bodies.empty() ? "" : " (" + bodies + ")");
}

std::string Printer::operation(const Operator& one) {
    const std::string& word = one.keyword;
    if (word == "make-series") return series(one);
    if (word == "scan") return scan(one);
    if (word == "fork" || word == "macro-expand") return named_bodies(one);
    if (word == "make-graph" || word.starts_with("graph-")) return graph(one);
    const bool in_with = word == "render" || word == "parse-kv";
    std::string out = word;
    if (!in_with && word != "reduce" && !one.options.empty()) out += " " + options(one);
    for (const Clause& clause : one.clauses) {
        const bool parses = word == "parse" || word == "parse-where";
        std::string inner = items(clause, parses ? " " : ", ");
        if (clause.word == "in" && (word == "search" || word == "find")) inner = "(" + inner + ")";
        if (word == "parse-kv" && clause.word == "as") inner = "(" + inner + ")";
        if (word == "assert-schema") inner = "(" + inner + ")";
        const bool silent = (word == "search" && clause.word == "where") || clause.word == "body";
        if (!clause.word.empty() && !silent && !(in_with && clause.word == "with"))
            out += " " + clause.word;
        if (word == "partition" && clause.word == "with") out += " by";
        if (!inner.empty()) out += " " + inner;
    }
    if (in_with && !one.options.empty()) out += " with (" + options(one, ", ") + ")";
    if (word == "reduce" && !one.options.empty()) out += " with " + options(one, ", ");
    return out;
}

}  // namespace

std::string print(const Query& query) {
    return Printer().query(query);
}

}  // namespace ward::query
