// SPDX-License-Identifier: Apache-2.0
// The tree of a KQL text. Names are unresolved and nothing is typed yet. A node owns its children.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace ward::query {

struct Expression;
struct Pipeline;
using ExpressionPtr = std::unique_ptr<Expression>;

struct Literal {
    std::string type;  // string, long, real, timespan, bool, dynamic, datetime, guid, ...
    std::string text;  // of a timespan number: "5", with its unit
    std::string unit;
};
struct Name {
    std::string text;  // may hold '*' where a pattern of names is allowed
};
struct Call {
    std::string function;
    std::vector<ExpressionPtr> arguments;
};
struct Binary {
    std::string operation;
    ExpressionPtr left, right;
};
struct Unary {
    std::string operation;
    ExpressionPtr operand;
};
/// `left in (a, b)`, `left has_any (a)`, `left between (a .. b)`.
struct ListTest {
    std::string operation;
    ExpressionPtr left;
    std::vector<ExpressionPtr> items;
};
struct Member {
    ExpressionPtr base;
    ExpressionPtr key;      // a text literal (a.b, a["b"]) or any expression (a[0])
    bool is_index = false;  // a[...]
};
/// `a = expression`, `(a, b) = expression`.
struct Assign {
    std::vector<std::string> names;
    ExpressionPtr value;
};
/// A query where a value may stand: toscalar(T | count), join (T | where x) on y.
struct Subquery {
    std::unique_ptr<Pipeline> pipeline;
};
struct ColumnDeclaration {
    std::string name, type;
};
/// datatable(...) [...], and externaldata(...) [...] whose values are addresses.
struct Datatable {
    std::vector<ColumnDeclaration> columns;
    std::vector<ExpressionPtr> values;
    bool is_external = false;
};
/// `name: type` where a schema or a pattern names what it makes.
struct Declaration {
    std::string name, type;
};
/// One part of a graph pattern: a node (a), or an edge between two: -[e]->, <-[e]-, -[e*1..3]-.
struct GraphPart {
    bool is_node = true;
    std::string name;
    bool leftwards = false, rightwards = false, repeats = false;
    ExpressionPtr from, to;  // of an edge that repeats
};

struct Expression {
    std::variant<Literal, Name, Call, Binary, Unary, ListTest, Member, Assign, Subquery, Datatable,
                 Declaration, GraphPart>
        node;
    size_t begin = 0, end = 0;  // bytes of the query
    int depth = 1;
};

struct Item {
    ExpressionPtr value;
    bool ascending = false, has_direction = false, nulls_first = false, has_nulls = false;
};
/// One part of an operator: what follows a keyword (`by`, `on`, ...); the first has no word.
struct Clause {
    std::string word;
    std::vector<Item> items = {};
    std::string name = {}, detail = {};  // of a step, a branch: how it is called, what it puts out
};
struct Operator {
    std::string keyword;
    size_t begin = 0;
    std::vector<std::pair<std::string, ExpressionPtr>> options;  // kind=inner, hint.x=y
    std::vector<Clause> clauses;
};
/// A source (absent where an operator such as print stands first) and what it runs through.
struct Pipeline {
    ExpressionPtr source;
    std::vector<Operator> operators;
};
struct Parameter {
    ColumnDeclaration declaration;
    ExpressionPtr otherwise;
};
struct Let;
/// One case of a pattern: ('a', 'b').['path'] = { query }.
struct PatternCase {
    std::vector<ExpressionPtr> values;
    std::string path;
    std::vector<Let> lets;
    std::unique_ptr<Pipeline> body;
};
struct Let {
    std::string name;
    size_t begin = 0;
    bool is_function = false;
    std::vector<Parameter> parameters;
    std::vector<Let> lets;           // of a function's body
    std::vector<PatternCase> cases;  // of a pattern; empty: it is none
    std::unique_ptr<Pipeline> value;
};
struct Query {
    std::vector<Let> lets;
    std::vector<std::unique_ptr<Pipeline>> results;
};

}  // namespace ward::query
