// SPDX-License-Identifier: Apache-2.0
// Statements of KQL: let, set, declare, and the query itself; and the parser's small tools. Names
// stay unresolved.
#include "base/text.h"
#include "query/syntax/cursor.h"

namespace ward::query {

bool Parser::is(std::string_view symbol, size_t ahead) const {
    return peek(ahead).kind == TokenKind::symbol && peek(ahead).text == symbol;
}

bool Parser::is_word(std::string_view word, size_t ahead) const {
    return peek(ahead).kind == TokenKind::name && peek(ahead).text == word;
}

bool Parser::accept(std::string_view symbol) {
    if (failed_ || !is(symbol)) return false;
    ++at_;
    return true;
}

bool Parser::accept_word(std::string_view word) {
    if (failed_ || !is_word(word)) return false;
    ++at_;
    return true;
}

bool Parser::expect(std::string_view symbol) {
    if (accept(symbol)) return true;
    fail("expected '" + std::string(symbol) + "'");
    return false;
}

void Parser::fail(std::string text, std::string hint) {
    if (failed_) return;
    failed_ = true;
    const Token& token = peek();
    const std::string_view seen =
        text_.substr(token.begin, std::min<size_t>(token.end - token.begin, 40));
    text += token.kind == TokenKind::end ? ", but the query ends"
                                         : ", found '" + base::printable(seen) + "'";
    diagnostics_.error(place_of(text_, token.begin), std::move(text), std::move(hint));
}

bool Parser::at_stop() const {
    return failed_ || peek().kind == TokenKind::end || is("|") || is(";") || is(")") || is("}") ||
           is("]");
}

ExpressionPtr Parser::make(decltype(Expression::node) node, size_t begin, int depth) {
    if (depth > chain_max) fail("the expression is too long", "write a list: x in (a, b, ...)");
    const size_t end = at_ > 0 ? tokens_[at_ - 1].end : begin;
    return std::make_unique<Expression>(Expression{std::move(node), begin, end, depth});
}

void Parser::recover() {
    for (; peek().kind != TokenKind::end && !is(";"); ++at_) {
    }
    failed_ = false;
}

Query Parser::query() {
    Query query;
    while (peek().kind != TokenKind::end) {
        if (accept(";")) continue;
        if (statement(query) && peek().kind != TokenKind::end && !is(";"))
            fail("expected '|' or ';' or the end of the query");
        if (failed_) recover();
    }
    return query;
}

bool Parser::statement(Query& query) {
    if (is_word("let"))
        query.lets.push_back(let_statement());
    else if (is_word("declare") && is_word("pattern", 1))
        query.lets.push_back(pattern_statement());
    else if (is_word("declare") && is_word("query_parameters", 1))
        parameters_statement(query);
    else if ((is_word("set") || is_word("alias") || is_word("declare") || is_word("restrict")) &&
             peek(1).kind == TokenKind::name) {
        while (!failed_ && peek().kind != TokenKind::end && !is(";"))
            if (!skip_group()) ++at_;
    } else if (is(".") && peek(1).kind == TokenKind::name) {
        at_ = tokens_.size() - 1;  // a management command: query/ never runs one
        query.results.push_back(std::make_unique<Pipeline>());
    } else
        query.results.push_back(pipeline());
    return !failed_;
}

Let Parser::let_statement() {
    Let let;
    let.begin = peek().begin;
    ++at_;
    let.name = any_name();
    expect("=");
    accept_word("view");
    const bool declares =
        is("(") && (is(")", 1) || (peek(1).kind == TokenKind::name && is(":", 2)));
    if (declares)
        function(let);
    else
        let.value = pipeline();
    return let;
}

void Parser::parameters(std::vector<Parameter>& out) {
    expect("(");
    while (!failed_ && !is(")")) {
        Parameter parameter;
        parameter.declaration.name = any_name();
        expect(":");
        if (is("("))
            skip_group(), parameter.declaration.type = "table";
        else
            parameter.declaration.type = type_name();
        if (accept("=")) parameter.otherwise = expression();
        out.push_back(std::move(parameter));
        if (!accept(",")) break;
    }
    expect(")");
}

// { let ...; query }
void Parser::function_body(std::vector<Let>& lets, std::unique_ptr<Pipeline>& value) {
    expect("{");
    while (!failed_ && !is("}")) {
        if (accept(";")) continue;
        if (is_word("let"))
            lets.push_back(let_statement());
        else
            value = pipeline();
        if (!is("}")) expect(";");
    }
    expect("}");
}

void Parser::function(Let& let) {
    const Nesting nesting(*this);
    if (nesting_ > nesting_max) return fail("the query is nested too deeply");
    let.is_function = true;
    parameters(let.parameters);
    function_body(let.lets, let.value);
}

// declare pattern P = (a:string)[path:string] { ('x').['y'] = { query }; };
Let Parser::pattern_statement() {
    Let let;
    const Nesting nesting(*this);
    if (nesting_ > nesting_max) return fail("the query is nested too deeply"), std::move(let);
    let.begin = peek().begin;
    let.is_function = true;
    at_ += 2;
    let.name = any_name();
    if (!accept("=")) return let;
    parameters(let.parameters);
    if (is("[")) skip_group();
    expect("{");
    while (!failed_ && !is("}")) {
        PatternCase one;
        expect("(");
        while (!failed_ && !is(")")) {
            one.values.push_back(expression());
            if (!accept(",")) break;
        }
        expect(")");
        if (accept(".")) one.path = any_name();
        expect("=");
        function_body(one.lets, one.body);
        accept(";");
        let.cases.push_back(std::move(one));
    }
    expect("}");
    return let;
}

// declare query_parameters(a:string, b:long = 5); only defaults can be known here.
void Parser::parameters_statement(Query& query) {
    std::vector<Parameter> all;
    at_ += 2;
    parameters(all);
    for (Parameter& one : all) {
        if (!one.otherwise) continue;
        Let let;
        let.name = one.declaration.name;
        let.value = std::make_unique<Pipeline>();
        let.value->source = std::move(one.otherwise);
        query.lets.push_back(std::move(let));
    }
}

std::string Parser::any_name() {
    if (is("[") && peek(1).kind == TokenKind::string && is("]", 2))
        return at_ += 3, tokens_[at_ - 2].text;
    if (peek().kind != TokenKind::name) return fail("expected a name"), "";
    return tokens_[at_++].text;
}

std::string Parser::type_name() {
    constexpr std::string_view known[] = {
        "bool",     "boolean", "int",      "long", "real", "double", "decimal",  "string",
        "datetime", "date",    "timespan", "time", "guid", "uuid",   "uniqueid", "dynamic"};
    const std::string& text = peek().text;
    if (peek().kind != TokenKind::name || std::ranges::find(known, text) == std::end(known)) {
        const std::string near = base::nearest(text, {std::begin(known), std::end(known)});
        return fail("expected a type", near.empty() ? "" : "did you mean '" + near + "'?"), "";
    }
    return tokens_[at_++].text;
}

std::vector<ColumnDeclaration> Parser::declarations() {
    std::vector<ColumnDeclaration> out;
    expect("(");
    while (!failed_ && !is(")")) {
        const ExpressionPtr name = primary();
        if (failed_) break;
        const auto* written = std::get_if<Name>(&name->node);
        if (!written) fail("expected the name of a column");
        expect(":");
        if (!failed_) out.push_back({written->text, type_name()});
        if (!accept(",")) break;
    }
    expect(")");
    return out;
}

Query parse(std::string_view text, base::Diagnostics& diagnostics) {
    Parser parser(text, diagnostics);
    if (diagnostics.has_errors()) return {};
    return parser.query();
}

}  // namespace ward::query
