// SPDX-License-Identifier: Apache-2.0
#include "cli/client/answer.h"

#include "base/json.h"

namespace ward::cli {

using base::Json;

// A cell by its column's type; what does not fit stays text.
static store::Value value_of(const Json& cell, std::string_view type) {
    if (cell.is_null()) return std::monostate();
    if (type == "dynamic") return store::Dynamic{base::to_json(cell)};
    if (type == "datetime")
        if (const auto time = base::parse_rfc3339(cell.text())) return store::Timestamp{*time};
    if (cell.is_bool()) return cell.boolean();
    if (cell.is_integer() && type != "real") return cell.integer();
    if (cell.is_number()) return cell.real(static_cast<double>(cell.integer()));
    return cell.is_string() ? std::string(cell.text()) : base::to_json(cell);
}

base::Result<query::Answer> answer_from_json(std::string_view body) {
    TRY(const Json json, base::parse_json(body));
    query::Answer out;
    for (const auto& column : json["columns"].array())
        out.table.columns.push_back(
            {std::string(column["name"].text()), std::string(column["type"].text())});
    for (const auto& row : json["rows"].array()) {
        if (row.array().size() != out.table.columns.size())
            return base::Error{base::ErrorKind::corrupt,
                               "the answer has a row that does not fit its columns"};
        auto& cells = out.table.rows.emplace_back();
        for (size_t i = 0; i < out.table.columns.size(); i++)
            cells.push_back(value_of(row.array()[i], out.table.columns[i].type));
    }
    out.table.truncated = json["truncated"].boolean() || json["statistics"]["truncated"].boolean();
    out.statistics.rows = out.table.rows.size();
    return out;
}

}  // namespace ward::cli
