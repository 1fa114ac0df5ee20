// SPDX-License-Identifier: Apache-2.0
// Operators of a pipeline: each is a keyword, options (kind=inner), and clauses that begin with
// words (by, on, to). What each may hold is the table below. Names stay unresolved.
#include <algorithm>

#include "base/text.h"
#include "query/syntax/cursor.h"

namespace ward::query {

namespace {

using Shape = void (Parser::*)(Operator&);

}  // namespace

/// An operator's word, the words that may begin its clauses (each between blanks), whether it may
/// stand without a source; and the production of those that are no list of clauses.
struct Parser::Grammar {
    std::string_view keyword, words;
    bool may_lead = false;
    Shape shape = nullptr;
};
constexpr Parser::Grammar Parser::grammars[] = {
    {"where", ""},
    {"filter", ""},
    {"extend", ""},
    {"project", ""},
    {"project-away", ""},
    {"project-keep", ""},
    {"project-rename", ""},
    {"project-reorder", ""},
    {"project-by-names", ""},
    {"count", " as "},
    {"summarize", " by "},
    {"distinct", ""},
    {"sort", " by "},
    {"order", " by "},
    {"top", " by "},
    {"take", ""},
    {"limit", ""},
    {"sample", ""},
    {"sample-distinct", " of "},
    {"join", " on where "},
    {"lookup", " on "},
    {"union", "", true},
    {"mv-expand", " to limit "},
    {"mvexpand", " to limit "},
    {"mv-apply", " to limit on "},
    {"mvapply", " to limit on "},
    {"parse", "", false, &Parser::pattern},
    {"parse-where", "", false, &Parser::pattern},
    {"parse-kv", "", false, &Parser::parse_kv},
    {"make-series", " on from to step by in "},
    {"top-nested", " of with by top-nested "},
    {"top-hitters", " of by "},
    {"evaluate", "", true},
    {"invoke", ""},
    {"as", ""},
    {"serialize", ""},
    {"render", " with by "},
    {"reduce", "", false, &Parser::reduce},
    {"getschema", ""},
    {"consume", ""},
    {"print", "", true},
    {"range", " from to step ", true},
    {"search", "", true, &Parser::search},
    {"find", "", true, &Parser::find},
    {"scan", "", false, &Parser::scan},
    {"partition", "", false, &Parser::partition},
    {"__partitionby", "", false, &Parser::partition},
    {"fork", "", false, &Parser::fork},
    {"facet", "", false, &Parser::facet},
    {"make-graph", "", false, &Parser::make_graph},
    {"graph-match", "", false, &Parser::graph_match},
    {"graph-shortest-paths", "", false, &Parser::graph_match},
    {"graph-to-table", "", false, &Parser::graph_to_table},
    {"graph-mark-components", "", false, &Parser::graph_components},
    {"graph-where-nodes", "", false, &Parser::graph_where},
    {"graph-where-edges", "", false, &Parser::graph_where},
    {"assert-schema", "", false, &Parser::assert_schema},
    {"execute-and-cache", ""},
    {"macro-expand", "", true, &Parser::macro_expand},
};

const Parser::Grammar* Parser::grammar_of(std::string_view keyword) {
    const auto* found = std::ranges::find(grammars, keyword, &Grammar::keyword);
    return found == std::end(grammars) ? nullptr : found;
}

namespace {

bool holds(std::string_view words, const std::string& word) {
    return words.find(" " + word + " ") != std::string_view::npos;
}

}  // namespace

// Keywords with hyphens are several tokens that touch.
std::string Parser::operator_word(size_t& tokens) const {
    tokens = 0;
    if (peek().kind != TokenKind::name) return {};
    std::string word = peek().text;
    tokens = 1;
    while (is("-", tokens) && peek(tokens).begin == peek(tokens - 1).end &&
           peek(tokens + 1).kind == TokenKind::name && peek(tokens + 1).begin == peek(tokens).end) {
        const std::string longer = word + "-" + peek(tokens + 1).text;
        word = longer, tokens += 2;
    }
    return word;
}

std::unique_ptr<Pipeline> Parser::pipeline(bool operator_first) {
    auto out = std::make_unique<Pipeline>();
    const Nesting nesting(*this);
    if (nesting_ > nesting_max) return fail("the query is nested too deeply"), std::move(out);
    size_t tokens = 0;
    const std::string word = operator_word(tokens);
    const Grammar* grammar = grammar_of(word);
    const bool is_call = is("(", tokens) && word != "union" && word != "find" && word != "search";
    const bool is_name = is("=", tokens) || is(",", tokens) || is("|", tokens) || is(".", tokens);
    const bool leads = grammar && (operator_first || (grammar->may_lead && !is_call && !is_name));
    if (leads)
        out->operators.push_back(pipe_operator());
    else
        out->source = expression();
    while (accept("|")) out->operators.push_back(pipe_operator());
    return out;
}

Operator Parser::pipe_operator() {
    Operator out;
    out.begin = peek().begin;
    size_t tokens = 0;
    out.keyword = operator_word(tokens);
    const Grammar* grammar = grammar_of(out.keyword);
    if (!grammar) {
        std::vector<std::string_view> known;
        for (const Grammar& one : grammars) known.push_back(one.keyword);
        const std::string near = base::nearest(out.keyword, known);
        return fail("expected an operator", near.empty() ? "" : "did you mean '" + near + "'?"),
               std::move(out);
    }
    at_ += tokens;
    patterns_ = out.keyword.starts_with("project-") || out.keyword == "union";
    if (grammar->shape == nullptr)
        clauses(out, grammar->words, ""), demand(out);
    else
        (this->*grammar->shape)(out);
    patterns_ = false;
    if (out.keyword == "evaluate" && accept(":")) skip_group();
    return out;
}

// Clauses that an operator cannot do without.
void Parser::demand(const Operator& one) {
    const auto has = [&](std::string_view word) {
        return std::ranges::find(one.clauses, word, &Clause::word) != one.clauses.end();
    };
    const std::string& word = one.keyword;
    if ((word == "sort" || word == "order" || word == "top") && !has("by")) fail("expected 'by'");
    if (word == "sample-distinct" && !has("of")) fail("expected 'of'");
    if (word != "range") return;
    for (const std::string_view part : {"from", "to", "step"})
        if (!has(part)) fail("expected '" + std::string(part) + "'");
}

bool Parser::option(Operator& out, std::string_view own) {
    size_t length = 0;
    std::string name = operator_word(length);
    while (length > 0 && is(".", length) && peek(length + 1).kind == TokenKind::name)
        name += "." + peek(length + 1).text, length += 2;
    constexpr std::string_view known =
        " kind withsource with_source isfuzzy bagexpansion with_itemindex default others flags id ";
    if (length == 0 || !is("=", length)) return false;
    const bool is_hint = name.starts_with("hint.") || name.starts_with("hint_") || name == "__id";
    const bool is_own = holds(" " + std::string(own) + " ", name);
    if (!is_hint && !is_own && out.keyword != "render" && !holds(known, name)) return false;
    if (out.keyword == "summarize" || out.keyword == "extend" || out.keyword == "project" ||
        out.keyword == "where" || out.keyword == "print" || out.keyword == "distinct")
        if (!is_hint) return false;
    at_ += length + 1;
    if (name == "default" && !out.clauses.empty())  // of make-series: of the item before it
        name += "#" + std::to_string(out.clauses[0].items.size() - 1);
    const size_t begin = peek().begin;
    if (peek().kind == TokenKind::name && !(is("(", 1) && name == "hint.pass_filters"))
        out.options.emplace_back(name, make(Name{any_name()}, begin));
    else
        out.options.emplace_back(name, unary());
    return true;
}

void Parser::item(Operator& out, std::vector<Item>& items) {
    Item item;
    const bool body = out.keyword.starts_with("mv") && !out.clauses.empty() &&
                      out.clauses.back().word == "on" && is("(");
    if (body) {
        const size_t begin = peek().begin;
        ++at_;
        auto inner = pipeline(true);
        expect(")");
        item.value = make(Subquery{std::move(inner)}, begin);
    } else {
        item.value = argument(false);
    }
    if (accept_word("asc"))
        item.ascending = item.has_direction = true;
    else if (accept_word("desc"))
        item.has_direction = true;
    else if (accept_word("granny-asc"))
        item.has_direction = true;
    if (accept_word("nulls")) {
        item.has_nulls = true;
        if (accept_word("first"))
            item.nulls_first = true;
        else if (!accept_word("last"))
            fail("expected 'first' or 'last'");
    }
    items.push_back(std::move(item));
}

void Parser::clauses(Operator& out, std::string_view words, std::string_view options) {
    out.clauses.emplace_back();
    constexpr std::string_view bare = " count getschema consume serialize render ";
    bool wants = !holds(bare, out.keyword) || (out.keyword == "serialize" && !at_stop());
    while (!failed_) {
        if (option(out, options)) {
            accept(",");
            continue;
        }
        size_t length = 0;
        const std::string word = operator_word(length);
        if (length > 0 && holds(words, word) && !is("=", length)) {
            at_ += length;
            out.clauses.push_back({word, {}});
            wants = word != "with" || !properties(out);
            continue;
        }
        if (at_stop() && !wants) return;
        if (at_stop() && out.keyword == "summarize" && out.clauses.back().word == "by") return;
        if (!wants && out.clauses.back().word.empty() && out.keyword == "render" &&
            out.clauses.back().items.empty())
            wants = true;
        if (!wants) return;
        item(out, out.clauses.back().items);
        wants = accept(",");
    }
}

// with (title="x", kind=stacked): names and values.
bool Parser::properties(Operator& out) {
    if (!accept("(")) return false;
    while (!failed_ && !is(")")) {
        size_t length = 0;
        const std::string name = operator_word(length);
        at_ += length;
        if (length == 0 || !expect("=")) return fail("expected a property"), true;
        out.options.emplace_back(name, comparison());
        while (accept(",") && peek().kind == TokenKind::name && !is("=", 1))
            out.options.emplace_back(name, postfix());  // ycolumns=a, b
    }
    return expect(")"), true;
}

// parse [kind=regex flags=i] x with "a=" a:long "," * : texts, names and stars one after another.
void Parser::pattern(Operator& out) {
    out.clauses.resize(2);
    out.clauses[1].word = "with";
    while (option(out, "")) {
    }
    out.clauses[0].items.push_back({expression()});
    if (!accept_word("with")) return fail("expected 'with'");
    while (!failed_ && !at_stop()) {
        const size_t begin = peek().begin;
        ExpressionPtr part;
        if (accept("*"))
            part = make(Name{"*"}, begin);
        else
            part = primary();
        if (failed_) return;
        std::string type;
        if (accept(":")) type = type_name();
        if (!type.empty()) {
            auto* name = std::get_if<Name>(&part->node);
            if (!name) return fail("expected a name before ':'");
            part = make(Declaration{name->text, type}, begin);
        }
        out.clauses[1].items.push_back({std::move(part)});
        accept(",");
    }
}

bool Parser::skip_group() {
    if (!is("(") && !is("[") && !is("{")) return false;
    std::string open;
    do {
        const Token& token = peek();
        if (token.kind == TokenKind::end) return fail("expected the closing bracket"), true;
        if (is("(") || is("[") || is("{")) open += token.text;
        if (is(")") || is("]") || is("}")) {
            const char want = is(")") ? '(' : is("]") ? '[' : '{';
            if (open.back() != want) return fail("this bracket closes nothing"), true;
            open.pop_back();
        }
        ++at_;
    } while (!open.empty());
    return true;
}

}  // namespace ward::query
