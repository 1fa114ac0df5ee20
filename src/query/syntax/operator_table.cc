// SPDX-License-Identifier: Apache-2.0
// Operators that hold queries or schemas of their own: search, find, scan, partition, fork, facet,
// parse-kv, reduce, macro-expand, assert-schema. Names stay unresolved.
#include "query/syntax/cursor.h"

namespace ward::query {

// A comma list of items as one clause.
void Parser::list_clause(Operator& out, std::string_view word) {
    out.clauses.push_back({std::string(word)});
    do item(out, out.clauses.back().items);
    while (!failed_ && accept(","));
}

// (operators) or (query) or {query}
void Parser::body(Operator& out, std::string_view word, bool operators_only) {
    const size_t begin = peek().begin;
    const bool braces = is("{");
    expect(braces ? "{" : "(");
    auto inner = pipeline(operators_only && !braces);
    expect(braces ? "}" : ")");
    out.clauses.push_back({std::string(word)});
    out.clauses.back().items.push_back({make(Subquery{std::move(inner)}, begin)});
}

// in (A, B*, database("x").C)
void Parser::tables_clause(Operator& out) {
    out.clauses.push_back({"in"});
    expect("(");
    while (!failed_ && !is(")")) {
        out.clauses.back().items.push_back({table_operand()});
        if (!accept(",")) break;
    }
    expect(")");
}

ExpressionPtr Parser::table_operand() {
    const bool before = std::exchange(patterns_, true);
    ExpressionPtr out = argument(false);
    patterns_ = before;
    return out;
}

void Parser::search(Operator& out) {
    while (option(out, "kind")) {
    }
    if (is_word("in") && is("(", 1)) ++at_, tables_clause(out);
    out.clauses.push_back({"where"});
    const bool before = std::exchange(searching_, true);
    out.clauses.back().items.push_back({expression()});
    searching_ = before;
}

void Parser::find(Operator& out) {
    while (option(out, "withsource datascope")) {
    }
    if (is_word("in") && is("(", 1)) ++at_, tables_clause(out);
    accept_word("where");
    out.clauses.push_back({"where"});
    out.clauses.back().items.push_back({expression()});
    size_t length = 0;
    const std::string word = operator_word(length);
    if (word == "project-smart") at_ += length, out.clauses.push_back({"project-smart"});
    if (word != "project" && word != "project-away") return;
    at_ += length;
    out.clauses.push_back({word});
    do {
        const size_t begin = peek().begin;
        if (is_word("pack") && is("(", 1) && is("*", 2)) {
            out.clauses.back().items.push_back({primary()});
            continue;
        }
        std::string name = is("*") ? (++at_, "*") : any_name();
        std::string type = accept(":") ? type_name() : "";
        if (is("(")) return fail("expected the name of a column");
        out.clauses.back().items.push_back({make(Declaration{name, type}, begin)});
    } while (!failed_ && accept(","));
}

// scan [partition by ..] [with_match_id=m] [declare (a:long=0)] with (step s [output=all]: c =>
// a = 1; ...)
void Parser::scan(Operator& out) {
    while (option(out, "with_match_id kind")) {
    }
    for (const std::string_view word : {"order", "partition"})
        if (accept_word(word)) {
            if (!accept_word("by")) return fail("expected 'by'");
            list_clause(out, word);
        }
    while (option(out, "with_match_id")) {
    }
    if (accept_word("declare")) declare_clause(out);
    while (option(out, "with_match_id")) {
    }
    if (!accept_word("with")) return fail("expected 'with'");
    expect("(");
    while (!failed_ && !is(")")) {
        Clause step{"step"};
        if (!accept_word("step")) return fail("expected 'step'");
        step.name = any_name();
        if (accept_word("optional")) step.detail = "optional";
        if (is_word("output") && is("=", 1)) {
            at_ += 2;
            step.detail = any_name();
        }
        expect(":");
        step.items.push_back({expression()});
        if (accept("=>")) do
                step.items.push_back({argument(false)});
            while (!failed_ && accept(","));
        expect(";");
        out.clauses.push_back(std::move(step));
    }
    expect(")");
}

void Parser::declare_clause(Operator& out) {
    out.clauses.push_back({"declare"});
    expect("(");
    while (!failed_ && !is(")")) {
        const size_t begin = peek().begin;
        std::string name = any_name();
        expect(":");
        std::string type = type_name();
        ExpressionPtr declared = make(Declaration{name, type}, begin);
        out.clauses.back().items.push_back({std::move(declared)});
        if (accept("="))
            out.clauses.back().items.push_back({expression()});
        else
            out.clauses.back().items.push_back({make(Literal{type, "null", "typed"}, begin)});
        if (!accept(",")) break;
    }
    expect(")");
}

void Parser::partition(Operator& out) {
    while (option(out, "")) {
    }
    if (!accept_word("by")) return fail("expected 'by'");
    out.clauses.push_back({"by"});
    const size_t begin = peek().begin;
    std::string column = any_name();
    out.clauses.back().items.push_back({make(Name{std::move(column)}, begin)});
    if (accept_word("in")) {
        out.clauses.push_back({"in"});
        out.clauses.back().items.push_back({postfix()});
    }
    body(out, "body", true);
}

void Parser::fork(Operator& out) {
    do {
        std::string name;
        if (peek().kind == TokenKind::name && is("=", 1)) {
            name = any_name();
            expect("=");
        }
        body(out, "branch", true);
        out.clauses.back().name = std::move(name);
        accept(",");
    } while (!failed_ && !at_stop());
}

void Parser::facet(Operator& out) {
    if (!accept_word("by")) return fail("expected 'by'");
    list_clause(out, "by");
    if (!accept_word("with")) return;
    if (is("(")) return body(out, "with", true);
    const size_t begin = peek().begin;
    auto inner = std::make_unique<Pipeline>();
    inner->operators.push_back(pipe_operator());
    out.clauses.push_back({"with"});
    out.clauses.back().items.push_back({make(Subquery{std::move(inner)}, begin)});
}

// parse-kv x as (a:string, b:long) with (pair_delimiter=',', ...)
void Parser::parse_kv(Operator& out) {
    while (option(out, "")) {
    }
    out.clauses.push_back({""});
    out.clauses.back().items.push_back({expression()});
    if (!accept_word("as")) return fail("expected 'as'");
    out.clauses.push_back({"as"});
    for (auto& [name, type] : declarations())
        out.clauses.back().items.push_back({make(Declaration{name, type}, peek().begin)});
    if (accept_word("with")) properties(out);
}

// reduce [kind=..] by x [with threshold=0.9, characters="X"]
void Parser::reduce(Operator& out) {
    while (option(out, "kind")) {
    }
    if (!accept_word("by")) return fail("expected 'by'");
    list_clause(out, "by");
    if (!accept_word("with")) return;
    do
        if (!option(out, "threshold characters"))
            return fail("expected 'threshold' or 'characters'");
    while (accept(","));
}

void Parser::macro_expand(Operator& out) {
    while (option(out, "kind isfuzzy")) {
    }
    out.clauses.push_back({"of"});
    out.clauses.back().items.push_back({postfix()});
    if (!accept_word("as")) return fail("expected 'as'");
    out.clauses.push_back({"as"});
    out.clauses.back().name = any_name();
    const size_t begin = peek().begin;
    expect("(");
    while (!failed_ && !is(")")) {
        if (is_word("let")) {
            let_statement();
        } else {
            out.clauses.push_back({"body"});
            out.clauses.back().items.push_back({make(Subquery{pipeline()}, begin)});
        }
        if (!accept(";")) break;
    }
    expect(")");
}

void Parser::assert_schema(Operator& out) {
    out.clauses.push_back({""});
    for (auto& [name, type] : declarations())
        out.clauses.back().items.push_back({make(Declaration{name, type}, peek().begin)});
}

}  // namespace ward::query
