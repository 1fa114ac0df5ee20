// SPDX-License-Identifier: Apache-2.0
// The parser's state, private to syntax/: a place among the tokens, and the productions that the
// files of the parser share. Fails by its flag, never by exception.
#pragma once

#include <algorithm>
#include <utility>

#include "query/syntax/lexer.h"
#include "query/syntax/parser.h"

namespace ward::query {

class Parser {
public:
    Parser(std::string_view text, base::Diagnostics& diagnostics)
        : text_(text), diagnostics_(diagnostics), tokens_(lex(text, diagnostics)) {}
    Query query();

private:
    struct Grammar;
    static const Grammar grammars[];
    static const Grammar* grammar_of(std::string_view keyword);
    struct Nesting {
        explicit Nesting(Parser& parser) : parser(parser) { ++parser.nesting_; }
        ~Nesting() { --parser.nesting_; }
        Parser& parser;
    };
    const Token& peek(size_t ahead = 0) const {
        return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
    }
    bool is(std::string_view symbol, size_t ahead = 0) const;
    bool is_word(std::string_view word, size_t ahead = 0) const;
    bool accept(std::string_view symbol);
    bool accept_word(std::string_view word);
    bool expect(std::string_view symbol);
    void fail(std::string text, std::string hint = {});
    bool at_stop() const;
    ExpressionPtr make(decltype(Expression::node) node, size_t begin, int depth = 1);

    // statement.cc
    bool statement(Query& query);
    Let let_statement();
    void function(Let& let);
    void parameters(std::vector<Parameter>& out);
    void function_body(std::vector<Let>& lets, std::unique_ptr<Pipeline>& value);
    Let pattern_statement();
    void parameters_statement(Query& query);
    std::vector<ColumnDeclaration> declarations();
    std::string type_name();
    std::string any_name();  // a name, or ['a name']
    void recover();

    // operator.cc
    std::unique_ptr<Pipeline> pipeline(bool operator_first = false);
    std::string operator_word(size_t& tokens) const;
    Operator pipe_operator();
    void clauses(Operator& out, std::string_view words, std::string_view options);
    void item(Operator& out, std::vector<Item>& items);
    bool option(Operator& out, std::string_view allowed);
    bool properties(Operator& out);
    void demand(const Operator& one);
    void pattern(Operator& out);
    bool skip_group();

    // operator_table.cc
    void list_clause(Operator& out, std::string_view word);
    void body(Operator& out, std::string_view word, bool operators_only);
    void tables_clause(Operator& out);
    ExpressionPtr table_operand();
    void search(Operator& out);
    void find(Operator& out);
    void scan(Operator& out);
    void declare_clause(Operator& out);
    void partition(Operator& out);
    void fork(Operator& out);
    void facet(Operator& out);
    void parse_kv(Operator& out);
    void reduce(Operator& out);
    void macro_expand(Operator& out);
    void assert_schema(Operator& out);

    // operator_graph.cc
    void graph_node(Clause& out);
    void graph_edge(Clause& out);
    void graph_patterns(Operator& out);
    void graph_match(Operator& out);
    void make_graph(Operator& out);
    void graph_to_table(Operator& out);
    void graph_where(Operator& out);
    void graph_components(Operator& out);

    // expression.cc
    ExpressionPtr expression();
    ExpressionPtr binary(int level);
    ExpressionPtr comparison();
    ExpressionPtr list_test(ExpressionPtr left, std::string operation);
    ExpressionPtr unary();
    ExpressionPtr postfix();
    ExpressionPtr primary();
    ExpressionPtr call(std::string name, size_t begin);
    ExpressionPtr argument(bool may_pipe = true);
    ExpressionPtr group();
    ExpressionPtr pipeline_value();
    ExpressionPtr dynamic(size_t begin);
    bool json(std::string& out);
    bool json_scalar(std::string& out);
    ExpressionPtr datatable(size_t begin);
    ExpressionPtr external(size_t begin);
    ExpressionPtr entity_group(size_t begin);
    ExpressionPtr wildcard();

    std::string_view text_;
    base::Diagnostics& diagnostics_;
    std::vector<Token> tokens_;
    size_t at_ = 0;
    int nesting_ = 0;
    bool failed_ = false;
    bool patterns_ = false;   // a* names columns here
    bool typing_ = false;     // typeof(name: type) is read
    bool searching_ = false;  // "term" and Column:"term" are conditions here
};

}  // namespace ward::query
