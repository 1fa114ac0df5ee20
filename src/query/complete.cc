// SPDX-License-Identifier: Apache-2.0
// Completion: the query up to the last '|' is planned for its columns; the word before the cursor
// chooses among what may stand there.
#include "query/complete.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "query/function/list.h"
#include "query/pipe/list.h"
#include "query/syntax/lexer.h"
#include "query/syntax/parser.h"

namespace ward::query {

namespace {

bool is_word_byte(char c) {
    return base::is_alpha(c) || base::is_digit(c) || c == '_' || c == '-';
}

// Where the cursor stands: after which '|' (or at the start), behind which operator.
struct Context {
    size_t pipe = std::string_view::npos;  // of the last '|' that matters
    size_t statement = 0;                  // where the statement begins
    std::string operation;                 // the word after it
    bool names_operator = false;           // the word itself is the operator's
    bool names_table = false;
};

Context context_of(std::string_view text) {
    base::Diagnostics ignored;
    const auto tokens = lex(text, ignored);
    Context out;
    std::vector<std::pair<size_t, size_t>> open;  // pipe and statement outside the bracket
    const Token* last = nullptr;
    for (const Token& token : tokens) {
        if (token.kind == TokenKind::end) break;
        const bool symbol = token.kind == TokenKind::symbol;
        if (symbol && (token.text == "(" || token.text == "{")) {
            open.emplace_back(out.pipe, out.statement);
            out.pipe = std::string_view::npos, out.statement = token.end, out.operation.clear();
        } else if (symbol && (token.text == ")" || token.text == "}") && !open.empty()) {
            std::tie(out.pipe, out.statement) = open.back();
            open.pop_back();
        } else if (symbol && token.text == "|") {
            out.pipe = token.begin, out.operation.clear();
        } else if (symbol && token.text == ";") {
            out.pipe = std::string_view::npos, out.statement = token.end, out.operation.clear();
        } else if (token.kind == TokenKind::name && out.operation.empty() &&
                   out.pipe != std::string_view::npos) {
            out.operation = token.text;
        }
        last = &token;
    }
    const bool fresh =
        last == nullptr || (last->kind == TokenKind::symbol && last->end <= text.size());
    out.names_operator = last && last->kind == TokenKind::symbol && last->text == "|";
    out.names_table = fresh && (last == nullptr || last->text == ";" ||
                                (last->text == "(" && out.pipe == std::string_view::npos));
    return out;
}

class Collector {
public:
    explicit Collector(std::string_view word) : word_(base::to_lower(word)) {}
    void add(std::string_view text, std::string_view kind, std::string_view detail = {}) {
        const std::string lower = base::to_lower(text);
        if (!lower.starts_with(word_) &&
            (word_.size() < 3 || lower.find(word_) == std::string::npos))
            return;
        found_.push_back({std::string(text), std::string(kind), std::string(detail)});
    }
    std::vector<Completion> best() {
        std::ranges::stable_sort(found_, {}, [&](const Completion& one) {
            return base::to_lower(one.text).starts_with(word_) ? 0 : 1;
        });
        if (found_.size() > completions_max) found_.resize(completions_max);
        return std::move(found_);
    }

private:
    std::string word_;
    std::vector<Completion> found_;
};

std::vector<ColumnPlan> columns_before(std::string_view text, const Surroundings& surroundings) {
    base::Diagnostics diagnostics;
    const Query query = parse(text, diagnostics);
    if (diagnostics.has_errors()) return {};
    Lowering lowering(text, 0, diagnostics, {}, surroundings.views);
    for (const auto& [name, table] : surroundings.tables) lowering.add_table(name, table);
    return lowering.query(query).columns;
}

void add_tables(Collector& out, const Surroundings& surroundings) {
    for (const std::string_view name : {"Events", "Findings", "Quarantine", "Sources"})
        out.add(name, "table");
    for (const auto& [name, table] : surroundings.tables) out.add(name, "table");
    if (surroundings.views != nullptr)
        for (const auto& name : surroundings.views->names()) out.add(name, "table", "view");
    for (const std::string_view word :
         {"let", "print", "range", "search", "find", "union", "datatable"})
        out.add(word, "word");
}

}  // namespace

std::vector<Completion> complete(std::string_view kql, size_t offset,
                                 const Surroundings& surroundings) {
    kql = kql.substr(0, std::min(offset, kql.size()));
    size_t begin = kql.size();
    while (begin > 0 && is_word_byte(kql[begin - 1])) --begin;
    const std::string_view before = kql.substr(0, begin);
    const Context context = context_of(before);
    Collector out(kql.substr(begin));
    if (context.names_operator) {
        for (const auto name : pipe_names()) out.add(name, "operator");
        return out.best();
    }
    if (context.names_table || context.pipe == std::string_view::npos) {
        add_tables(out, surroundings);
        if (context.names_table) return out.best();
    }
    if (context.pipe != std::string_view::npos) {
        // The statement's lets come along: text up to the statement, then its own beginning.
        const std::string text(kql.substr(0, context.pipe));
        for (const auto& column : columns_before(text, surroundings))
            out.add(column.name, "column", column.type);
    }
    if (context.operation == "summarize" || context.operation == "make" ||
        context.operation == "top")
        for (const auto name : aggregate_names()) out.add(name, "aggregate");
    for (const auto name : function_names()) {
        const auto all = functions_named(name);
        out.add(name, "function", all.empty() ? "" : all[0]->parameters);
    }
    for (const std::string_view word : {"by", "asc", "desc", "has", "contains", "startswith", "in",
                                        "between", "and", "or", "on", "kind", "with", "to"})
        out.add(word, "word");
    return out.best();
}

void lint(std::string_view kql, base::TimeNs now_ns, base::Diagnostics& diagnostics,
          const Surroundings& surroundings) {
    const Query query = parse(kql, diagnostics);
    if (diagnostics.has_errors()) return;
    Lowering lowering(kql, now_ns, diagnostics, {}, surroundings.views);
    lowering.add_table("Sources", {{{"Source", "string"},
                                    {"Stored", "long"},
                                    {"Quarantined", "long"},
                                    {"Dropped", "dynamic"},
                                    {"LastEventTime", "datetime"}},
                                   {},
                                   false});
    for (const auto& [name, table] : surroundings.tables) lowering.add_table(name, table);
    lowering.query(query);
}

namespace {

// Names that Kusto has and Ward has not: refused, each by its name.
constexpr std::string_view absent[] = {"bin_auto",
                                       "buildschema",
                                       "cluster",
                                       "current_principal",
                                       "current_principal_details",
                                       "current_principal_is_member_of",
                                       "cursor_after",
                                       "cursor_before_or_at",
                                       "database",
                                       "datetime_list_timezones",
                                       "extent_id",
                                       "extent_tags",
                                       "external_table",
                                       "geo_angle",
                                       "geo_closest_point_on_line",
                                       "geo_closest_point_on_polygon",
                                       "geo_distance_point_to_line",
                                       "geo_distance_point_to_polygon",
                                       "geo_from_wkt",
                                       "geo_geohash_neighbors",
                                       "geo_geohash_to_polygon",
                                       "geo_h3cell_children",
                                       "geo_h3cell_level",
                                       "geo_h3cell_neighbors",
                                       "geo_h3cell_parent",
                                       "geo_h3cell_rings",
                                       "geo_h3cell_to_central_point",
                                       "geo_h3cell_to_polygon",
                                       "geo_info_from_ip_address",
                                       "geo_intersection_2lines",
                                       "geo_intersection_2polygons",
                                       "geo_intersection_line_with_polygon",
                                       "geo_intersects_2lines",
                                       "geo_intersects_2polygons",
                                       "geo_intersects_line_with_polygon",
                                       "geo_line_buffer",
                                       "geo_line_centroid",
                                       "geo_line_densify",
                                       "geo_line_interpolate_point",
                                       "geo_line_length",
                                       "geo_line_locate_point",
                                       "geo_line_simplify",
                                       "geo_line_to_s2cells",
                                       "geo_point_buffer",
                                       "geo_point_to_h3cell",
                                       "geo_point_to_s2cell",
                                       "geo_polygon_area",
                                       "geo_polygon_buffer",
                                       "geo_polygon_centroid",
                                       "geo_polygon_densify",
                                       "geo_polygon_perimeter",
                                       "geo_polygon_simplify",
                                       "geo_polygon_to_h3cells",
                                       "geo_polygon_to_s2cells",
                                       "geo_s2cell_neighbors",
                                       "geo_s2cell_to_central_point",
                                       "geo_s2cell_to_polygon",
                                       "geo_simplify_polygons_array",
                                       "geo_union_lines_array",
                                       "geo_union_polygons_array",
                                       "inner_nodes",
                                       "labels",
                                       "map",
                                       "materialized_view",
                                       "node_degree_in",
                                       "node_degree_out",
                                       "node_id",
                                       "row_id",
                                       "rowstore_ordinal_range",
                                       "series_decompose",
                                       "series_decompose_anomalies",
                                       "series_decompose_forecast",
                                       "series_periods_detect",
                                       "stored_query_result"};
constexpr std::string_view absent_operators[] = {"execute-and-cache",
                                                 "externaldata",
                                                 "facet",
                                                 "fork",
                                                 "graph-mark-components",
                                                 "graph-match",
                                                 "graph-shortest-paths",
                                                 "graph-to-table",
                                                 "graph-where-edges",
                                                 "graph-where-nodes",
                                                 "macro-expand",
                                                 "make-graph",
                                                 "scan"};

template <typename Names>
std::string listed(std::string_view title, const Names& names) {
    std::string out =
        "\n## " + std::string(title) + " (" + std::to_string(std::size(names)) + ")\n";
    std::string line;
    for (const auto name : names) {
        if (line.size() + name.size() > 110) out += line + "\n", line.clear();
        line += (line.empty() ? "`" : " `") + std::string(name) + "`";
    }
    return out + line + "\n";
}

}  // namespace

std::string coverage() {
    std::string out =
        "# What of KQL runs\n\nMade from the lists in the program by its tests; what is not here "
        "is refused by name.\n";
    auto pipes = pipe_names();
    std::erase(pipes, "scan");
    out += listed("Operators", pipes);
    out += listed("Scalar functions", function_names());
    out += listed("Aggregates", aggregate_names());
    out += listed("Plugins of evaluate",
                  std::vector<std::string_view>{"bag_unpack", "ipv4_lookup", "ipv6_lookup",
                                                "narrow", "pivot"});
    out += listed("Operators that are refused", absent_operators);
    out += listed("Functions that are refused", absent);
    return out;
}

}  // namespace ward::query
