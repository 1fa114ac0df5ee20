// SPDX-License-Identifier: Apache-2.0
// Operators over graphs: make-graph, graph-match, graph-shortest-paths, graph-to-table and the
// marks and filters. Patterns become rows of nodes and edges. Names stay unresolved.
#include "query/syntax/cursor.h"

namespace ward::query {

// (n), -[e]->, <-[e]-, -[e*1..3]-, -->, <--, --
void Parser::graph_node(Clause& out) {
    const size_t begin = peek().begin;
    GraphPart part;
    expect("(");
    if (!is(")")) part.name = any_name();
    expect(")");
    out.items.push_back({make(std::move(part), begin)});
}

void Parser::graph_edge(Clause& out) {
    const size_t begin = peek().begin;
    GraphPart part;
    part.is_node = false;
    part.leftwards = accept("<");
    expect("-");
    if (accept("[")) {
        if (peek().kind == TokenKind::name) part.name = any_name();
        if (accept("*")) {
            part.repeats = true;
            part.from = primary();
            expect("..");
            part.to = primary();
        }
        expect("]");
    }
    expect("-");
    part.rightwards = accept(">");
    out.items.push_back({make(std::move(part), begin)});
}

void Parser::graph_patterns(Operator& out) {
    do {
        Clause pattern{"pattern"};
        graph_node(pattern);
        while (!failed_ && (is("-") || is("<"))) {
            graph_edge(pattern);
            graph_node(pattern);
        }
        out.clauses.push_back(std::move(pattern));
    } while (accept(","));
}

void Parser::graph_match(Operator& out) {
    while (option(out, "cycles output kind")) {
    }
    graph_patterns(out);
    if (accept_word("where")) {
        out.clauses.push_back({"where"});
        item(out, out.clauses.back().items);
    }
    if (accept_word("project")) list_clause(out, "project");
}

void Parser::make_graph(Operator& out) {
    while (option(out, "kind")) {
    }
    const auto end = [&](std::string_view word) {
        Clause clause{std::string(word)};
        clause.name = any_name();
        out.clauses.push_back(std::move(clause));
    };
    end("from");
    expect("-"), expect("-"), expect(">");
    end("to");
    if (accept_word("with")) {
        do {
            Clause nodes{"with"};
            nodes.items.push_back({postfix()});
            if (!accept_word("on")) return fail("expected 'on'");
            nodes.name = any_name();
            out.clauses.push_back(std::move(nodes));
        } while (accept(","));
    } else {
        while (option(out, "with_node_id")) {
        }
    }
    size_t length = 0;
    if (operator_word(length) == "partitioned-by") {
        at_ += length;
        end("partitioned-by");
        body(out, "body", true);
    }
}

// graph-to-table nodes as N with_node_id=id, edges as E
void Parser::graph_to_table(Operator& out) {
    do {
        Clause table{peek().text};
        if (!accept_word("nodes") && !accept_word("edges"))
            return fail("expected 'nodes' or 'edges'");
        if (accept_word("as")) table.name = any_name();
        out.clauses.push_back(std::move(table));
        while (option(out, "with_node_id with_source_id with_target_id")) {
        }
    } while (accept(","));
}

void Parser::graph_where(Operator& out) {
    out.clauses.push_back({"where"});
    item(out, out.clauses.back().items);
}

void Parser::graph_components(Operator& out) {
    while (option(out, "kind with_component_id")) {
    }
}

}  // namespace ward::query
