// SPDX-License-Identifier: Apache-2.0
// Expressions of KQL by precedence: or, and, comparisons, sums, products, signs, members. Names
// stay unresolved.
#include <algorithm>

#include "base/json.h"
#include "query/syntax/cursor.h"

namespace ward::query {

namespace {

constexpr std::string_view list_words = " in !in in~ !in~ has_any has_all between !between ";
constexpr std::string_view comparison_words =
    " has !has has_cs !has_cs hasprefix !hasprefix hasprefix_cs !hasprefix_cs hassuffix !hassuffix "
    "hassuffix_cs !hassuffix_cs contains !contains contains_cs !contains_cs containscs startswith "
    "!startswith startswith_cs !startswith_cs endswith !endswith endswith_cs !endswith_cs like "
    "notlike likecs notlikecs notcontains notcontainscs ";
constexpr std::string_view comparison_symbols = " == != <> =~ !~ < > <= >= ";

bool holds(std::string_view words, const std::string& word) {
    return words.find(" " + word + " ") != std::string_view::npos;
}

}  // namespace

ExpressionPtr Parser::expression() {
    const Nesting nesting(*this);
    if (nesting_ > nesting_max) return fail("the query is nested too deeply"), make(Name{}, 0);
    return binary(0);
}

ExpressionPtr Parser::binary(int level) {
    constexpr std::string_view words[] = {" or ", " and "};
    constexpr std::string_view symbols[] = {"", "", " + - ", " * / % "};
    if (level == 4) return unary();
    const size_t begin = peek().begin;
    ExpressionPtr left = level == 1 ? comparison() : binary(level + 1);
    while (!failed_) {
        const Token& token = peek();
        const bool fits =
            level < 2 ? token.kind == TokenKind::name && holds(words[level], token.text)
                      : token.kind == TokenKind::symbol && holds(symbols[level], token.text);
        if (!fits) break;
        const std::string operation = token.text;
        ++at_;
        ExpressionPtr right = level == 1 ? comparison() : binary(level + 1);
        const int depth = std::max(left->depth, right->depth) + 1;
        left = make(Binary{operation, std::move(left), std::move(right)}, begin, depth);
    }
    return left;
}

ExpressionPtr Parser::comparison() {
    const size_t begin = peek().begin;
    ExpressionPtr left = is("*") ? wildcard() : binary(2);
    while (!failed_) {
        const Token& token = peek();
        std::string operation = token.text;
        if (token.kind == TokenKind::name && holds(list_words, operation)) {
            if (operation == "in" && is_word("range", 1)) break;  // make-series
            ++at_;
            left = list_test(std::move(left), operation);
            continue;
        }
        if (token.kind == TokenKind::name && operation == "matches" && is_word("regex", 1)) {
            operation = "matches regex", ++at_;
        } else if (searching_ && is(":")) {
        } else if (!(token.kind == TokenKind::name && holds(comparison_words, operation)) &&
                   !(token.kind == TokenKind::symbol && holds(comparison_symbols, operation))) {
            break;
        }
        ++at_;
        ExpressionPtr right = binary(2);
        const int depth = std::max(left->depth, right->depth) + 1;
        left = make(Binary{operation, std::move(left), std::move(right)}, begin, depth);
    }
    return left;
}

ExpressionPtr Parser::list_test(ExpressionPtr left, std::string operation) {
    const size_t begin = left->begin;
    const int depth = left->depth + 1;
    ListTest test{std::move(operation), std::move(left), {}};
    const bool is_range = test.operation.ends_with("between");
    expect("(");
    if (is_range) {
        test.items.push_back(expression());
        expect("..");
        test.items.push_back(expression());
    } else {
        while (!failed_ && !is(")")) {
            test.items.push_back(argument());
            if (!accept(",")) break;
            if (is(")")) fail("expected another value after ','");
        }
    }
    expect(")");
    return make(std::move(test), begin, depth);
}

ExpressionPtr Parser::unary() {
    const size_t begin = peek().begin;
    if (is("-") || is("+")) {
        const Nesting nesting(*this);
        if (nesting_ > nesting_max) return fail("the query is nested too deeply"), make(Name{}, 0);
        const std::string operation = peek().text;
        ++at_;
        ExpressionPtr operand = unary();
        const int depth = operand->depth + 1;
        return make(Unary{operation, std::move(operand)}, begin, depth);
    }
    return postfix();
}

ExpressionPtr Parser::postfix() {
    const size_t begin = peek().begin;
    ExpressionPtr value = primary();
    while (!failed_) {
        const int depth = value->depth + 1;
        if (is(".") && (peek(1).kind == TokenKind::name || is("[", 1) || is("*", 1))) {
            ++at_;
            if (is("[")) continue;
            if (patterns_ && (is("*") || (is("*", 1) && peek(1).begin == peek().end))) {
                ExpressionPtr names = wildcard();
                value = make(Member{std::move(value), std::move(names)}, begin, depth);
                continue;
            }
            if (is("*")) return fail("expected a name"), std::move(value);
            std::string name = peek().text;
            const size_t at = peek().begin;
            ++at_;
            ExpressionPtr key = is("(") ? call(name, at) : make(Literal{"string", name, ""}, at);
            value = make(Member{std::move(value), std::move(key)}, begin, depth);
        } else if (accept("[")) {
            ExpressionPtr key = expression();
            expect("]");
            value = make(Member{std::move(value), std::move(key), true}, begin, depth);
        } else {
            break;
        }
    }
    return value;
}

ExpressionPtr Parser::primary() {
    const Token token = peek();
    const size_t begin = token.begin;
    switch (token.kind) {
        case TokenKind::integer:
            return ++at_, make(Literal{"long", token.text, ""}, begin);
        case TokenKind::real:
            return ++at_, make(Literal{"real", token.text, ""}, begin);
        case TokenKind::timespan:
            return ++at_, make(Literal{"timespan", token.text, token.type}, begin);
        case TokenKind::typed:
            return ++at_, make(Literal{token.type, token.text, "typed"}, begin);
        case TokenKind::string: {
            std::string text;
            for (; peek().kind == TokenKind::string; ++at_) text += peek().text;
            return make(Literal{"string", text, ""}, begin);
        }
        case TokenKind::name:
            break;
        case TokenKind::symbol:
            if (is("(")) return group();
            if (is("[") && peek(1).kind == TokenKind::string && is("]", 2))
                return at_ += 3, make(Name{tokens_[at_ - 2].text}, begin);
            [[fallthrough]];
        case TokenKind::end:
            return fail("expected an expression"), make(Name{}, begin);
    }
    if (token.text == "true" || token.text == "false")
        if (!is("(", 1)) return ++at_, make(Literal{"bool", token.text, ""}, begin);
    if (token.text == "dynamic" && is("(", 1)) return dynamic(begin);
    if (token.text == "datatable" && is("(", 1)) return datatable(begin);
    if ((token.text == "externaldata" || token.text == "external_data") && is("(", 1))
        return external(begin);
    if (token.text == "inline_external_table") return external(begin);
    if (token.text == "entity_group" && is("[", 1)) return entity_group(begin);
    constexpr std::string_view operators =
        " and or by in !in in~ !in~ asc desc where has !has contains !contains between !between "
        "startswith endswith matches ";
    if (holds(operators, token.text) && !is("(", 1))
        return fail("expected an expression", "a name that is a keyword stands in ['...']"),
               make(Name{}, begin);
    ++at_;
    if (is("(")) return call(token.text, begin);
    return patterns_ && is("*") && peek().begin == token.end && !(peek(1).kind == TokenKind::name)
               ? (--at_, wildcard())
               : make(Name{token.text}, begin);
}

// A pattern of names: *, a*, *a, a*b: parts that touch.
ExpressionPtr Parser::wildcard() {
    const size_t begin = peek().begin;
    std::string text;
    size_t end = begin;
    while (peek().begin == end &&
           (is("*") || peek().kind == TokenKind::name || peek().kind == TokenKind::integer)) {
        // `a*` followed by a value is a product, not a pattern.
        text += peek().text, end = peek().end, ++at_;
    }
    if (text.find('*') != std::string::npos && text.size() > 1 && peek().begin == end && is("(")) {
        fail("expected an operator");
    }
    return make(Name{text}, begin);
}

ExpressionPtr Parser::argument(bool may_pipe) {
    const size_t begin = peek().begin;
    if (is("*") && (is(",", 1) || is(")", 1))) return ++at_, make(Name{"*"}, begin);
    // name = value, ['name'] = value, (a, b) = value
    std::vector<std::string> names;
    size_t ahead = 0;
    if (peek().kind == TokenKind::name && is("=", 1))
        names = {peek().text}, ahead = 2;
    else if (is("[") && peek(1).kind == TokenKind::string && is("]", 2) && is("=", 3))
        names = {peek(1).text}, ahead = 4;
    else if (is("(")) {
        size_t i = 1;
        while (peek(i).kind == TokenKind::name) {
            names.push_back(peek(i++).text);
            if (!is(",", i)) break;
            ++i;
        }
        if (is(")", i) && is("=", i + 1) && !names.empty())
            ahead = i + 2;
        else
            names.clear();
    }
    if (ahead > 0) {
        at_ += ahead;
        ExpressionPtr value = argument(may_pipe);
        const int depth = value->depth + 1;
        return make(Assign{std::move(names), std::move(value)}, begin, depth);
    }
    if (typing_ && (is("*") || peek().kind == TokenKind::name)) {
        std::string name = is("*") ? (++at_, "*") : any_name();
        if (accept(":")) return make(Declaration{std::move(name), type_name()}, begin);
        return make(Name{std::move(name)}, begin);
    }
    return may_pipe ? pipeline_value() : expression();
}

ExpressionPtr Parser::call(std::string name, size_t begin) {
    Call call{std::move(name), {}};
    expect("(");
    int depth = 1;
    const bool typing = std::exchange(typing_, call.function == "typeof");
    const bool patterns = std::exchange(patterns_, false);
    while (!failed_ && !is(")")) {
        call.arguments.push_back(argument());
        depth = std::max(depth, call.arguments.back()->depth + 1);
        if (!accept(",")) break;
        if (is(")")) fail("expected another argument after ','");
    }
    typing_ = typing, patterns_ = patterns;
    expect(")");
    return make(std::move(call), begin, depth);
}

ExpressionPtr Parser::group() {
    expect("(");
    ExpressionPtr inner = pipeline_value();
    expect(")");
    return inner;
}

// A value, or a whole query where one may stand.
ExpressionPtr Parser::pipeline_value() {
    const size_t begin = peek().begin;
    auto inner = pipeline();
    if (inner->operators.empty() && inner->source) return std::move(inner->source);
    return make(Subquery{std::move(inner)}, begin);
}

ExpressionPtr Parser::dynamic(size_t begin) {
    at_ += 1;
    expect("(");
    std::string text;
    if (!json(text)) fail("expected a JSON value");
    expect(")");
    return make(Literal{"dynamic", text, ""}, begin);
}

bool Parser::json(std::string& out) {
    const Nesting nesting(*this);
    if (nesting_ > nesting_max) return false;
    const Token token = peek();
    if (accept("-")) out += '-';
    if (accept("[")) {
        out += '[';
        while (!is("]")) {
            if (!json(out)) return false;
            if (!accept(",")) break;
            if (is("]")) return false;
            out += ',';
        }
        return out += ']', accept("]");
    }
    if (accept("{")) {
        out += '{';
        while (!is("}")) {
            if (peek().kind != TokenKind::string && peek().kind != TokenKind::name) return false;
            base::append_json_string(out, peek().text), ++at_;
            out += ':';
            if (!accept(":") || !json(out)) return false;
            if (!accept(",")) break;
            if (!is("}")) out += ',';
        }
        return out += '}', accept("}");
    }
    return json_scalar(out);
}

bool Parser::json_scalar(std::string& out) {
    const Token value = peek();
    ++at_;
    switch (value.kind) {
        case TokenKind::string: {
            std::string text = value.text;
            for (; peek().kind == TokenKind::string; ++at_) text += peek().text;
            base::append_json_string(out, text);
            return true;
        }
        case TokenKind::integer:
        case TokenKind::real:
            out += value.text;
            return true;
        case TokenKind::timespan:
            base::append_json_string(out, value.text + value.type);
            return true;
        case TokenKind::typed: {
            // A value in its own type, or null; lowering writes it as Kusto does.
            std::string_view text = value.text;
            const bool quotes =
                text.size() > 1 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
            if (quotes) text = text.substr(1, text.size() - 2);
            const bool plain = value.type == "long" || value.type == "int" ||
                               value.type == "real" || value.type == "double" ||
                               value.type == "bool" || text == "null";
            if (plain)
                out += text;
            else
                base::append_json_string(out, text);
            return true;
        }
        case TokenKind::name:
            out += value.text;
            return value.text == "null" || value.text == "true" || value.text == "false";
        case TokenKind::symbol:
        case TokenKind::end:
            break;
    }
    --at_;
    return false;
}

// externaldata(a:string) [ "address", ... ] with (format="csv")
ExpressionPtr Parser::external(size_t begin) {
    Datatable table;
    table.is_external = true;
    Operator ignored;
    const bool is_inline = peek().text == "inline_external_table";
    ++at_;
    if (!is_inline || is(":", 2)) table.columns = declarations();
    while (is_inline && peek().kind == TokenKind::name && is("=", 1)) {
        at_ += 2;
        primary();
        accept(",");
    }
    if (is_inline && !is("(") && !is("[")) return make(std::move(table), begin);
    const std::string_view close = is("(") ? ")" : "]";
    expect(is("(") ? "(" : "[");
    while (!failed_ && !is(close)) {
        table.values.push_back(expression());
        if (!accept(",")) break;
    }
    expect(close);
    if (accept_word("with")) properties(ignored);
    return make(std::move(table), begin);
}

// entity_group [cluster("a").database("b"), ...]
ExpressionPtr Parser::entity_group(size_t begin) {
    Call group{"entity_group", {}};
    at_ += 2;
    while (!failed_ && !is("]")) {
        group.arguments.push_back(postfix());
        if (!accept(",")) break;
    }
    expect("]");
    return make(std::move(group), begin, 2);
}

ExpressionPtr Parser::datatable(size_t begin) {
    ++at_;
    Datatable table;
    table.columns = declarations();
    expect("[");
    while (!failed_ && !is("]")) {
        table.values.push_back(expression());
        if (!accept(",")) break;
    }
    expect("]");
    return make(std::move(table), begin);
}

}  // namespace ward::query
