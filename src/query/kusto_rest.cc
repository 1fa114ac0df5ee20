// SPDX-License-Identifier: Apache-2.0
// Kusto's REST shapes. v1: tables; v2: frames, of which the second holds the answer.
#include "query/kusto_rest.h"

#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "query/function/time_text.h"

namespace ward::query {

namespace {

std::string_view data_type(std::string_view type) {
    if (type == "long") return "Int64";
    if (type == "int") return "Int32";
    if (type == "real") return "Double";
    if (type == "bool") return "SByte";
    if (type == "datetime") return "DateTime";
    if (type == "timespan") return "TimeSpan";
    if (type == "dynamic") return "Object";
    if (type == "guid") return "Guid";
    return type == "decimal" ? "SqlDecimal" : "String";
}

void write(base::JsonWriter& writer, const store::Value& value) {
    if (const auto* yes = std::get_if<bool>(&value))
        writer.value(*yes);
    else if (const auto* number = std::get_if<int64_t>(&value))
        writer.value(*number);
    else if (const auto* real = std::get_if<double>(&value)) {
        if (std::isfinite(*real))
            writer.value(*real);
        else
            writer.value(real_text(*real));
    } else if (const auto* text = std::get_if<std::string>(&value))
        writer.value(*text);
    else if (const auto* time = std::get_if<store::Timestamp>(&value))
        writer.value(datetime_text(floor_to(time->ns, 100) / 100));
    else if (const auto* json = std::get_if<store::Dynamic>(&value))
        writer.raw(json->json);
    else
        writer.null();
}

void write_rows(base::JsonWriter& writer, const store::Table& table) {
    writer.key("Rows").begin_array();
    for (const auto& row : table.rows) {
        writer.begin_array();
        for (const auto& value : row) write(writer, value);
        writer.end_array();
    }
    writer.end_array();
}

// One data table of v2.
void write_frame(base::JsonWriter& writer, int id, std::string_view kind, std::string_view name,
                 const store::Table& table) {
    writer.begin_object().field("FrameType", "DataTable").field("TableId", id);
    writer.field("TableKind", kind).field("TableName", name).key("Columns").begin_array();
    for (const auto& head : table.columns)
        writer.begin_object()
            .field("ColumnName", head.name)
            .field("ColumnType", head.type)
            .end_object();
    writer.end_array();
    write_rows(writer, table);
    writer.end_object();
}

Answer rows(std::vector<store::Table::Head> columns,
            std::vector<std::vector<store::Value>> values) {
    Answer out;
    out.table.columns = std::move(columns);
    out.table.rows = std::move(values);
    out.statistics.rows = out.table.rows.size();
    return out;
}

std::vector<std::string> table_names(const Surroundings& surroundings) {
    std::vector<std::string> out = {"Events", "Findings", "Quarantine", "Sources"};
    for (const auto& [name, table] : surroundings.tables) out.push_back(name);
    if (surroundings.views != nullptr)
        for (auto& name : surroundings.views->names()) out.push_back(std::move(name));
    return out;
}

}  // namespace

std::string to_kusto_v1(const Answer& answer) {
    std::string out;
    base::JsonWriter writer(out);
    writer.begin_object().key("Tables").begin_array().begin_object();
    writer.field("TableName", "Table_0").key("Columns").begin_array();
    for (const auto& head : answer.table.columns)
        writer.begin_object()
            .field("ColumnName", head.name)
            .field("DataType", data_type(head.type))
            .field("ColumnType", head.type)
            .end_object();
    writer.end_array();
    write_rows(writer, answer.table);
    writer.end_object().end_array().end_object();
    return out;
}

std::string to_kusto_v2(const Answer& answer) {
    std::string out;
    base::JsonWriter writer(out);
    writer.begin_array()
        .begin_object()
        .field("FrameType", "DataSetHeader")
        .field("IsProgressive", false);
    writer.field("Version", "v2.0").end_object();
    store::Table properties;
    properties.columns = {{"TableId", "int"}, {"Key", "string"}, {"Value", "dynamic"}};
    write_frame(writer, 0, "QueryProperties", "@ExtendedProperties", properties);
    write_frame(writer, 1, "PrimaryResult", "PrimaryResult", answer.table);
    store::Table completion;
    completion.columns = {{"Timestamp", "datetime"},    {"Level", "int"},
                          {"LevelName", "string"},      {"StatusCode", "int"},
                          {"StatusCodeName", "string"}, {"Payload", "string"}};
    completion.rows.push_back({store::Value(), int64_t{4}, std::string("Info"), int64_t{0},
                               std::string("S_OK (0)"), std::string("{}")});
    write_frame(writer, 2, "QueryCompletionInformation", "QueryCompletionInformation", completion);
    writer.begin_object()
        .field("FrameType", "DataSetCompletion")
        .field("HasErrors", false)
        .field("Cancelled", false)
        .end_object();
    writer.end_array();
    return out;
}

std::string to_kusto_error(std::string_view code, std::string_view message) {
    std::string out;
    base::JsonWriter writer(out);
    writer.begin_object().key("error").begin_object();
    writer.field("code", code).field("message", "Request is invalid and cannot be executed.");
    writer.field("@type", "Kusto.Data.Exceptions.SyntaxException").field("@message", message);
    writer.field("@permanent", true).end_object().end_object();
    return out;
}

base::Result<Answer> run_management(std::string_view command, store::EventStore& store,
                                    base::TimeNs now_ns, const Surroundings& surroundings) {
    std::string plain = base::to_lower(base::trim(command));
    if (const size_t pipe = plain.find('|'); pipe != std::string::npos)
        plain = base::trim(plain.substr(0, pipe));
    const std::string name = "ward";
    if (plain == ".show version")
        return rows(
            {{"BuildVersion", "string"},
             {"BuildTime", "datetime"},
             {"ServiceType", "string"},
             {"ProductVersion", "string"}},
            {{std::string("1.0.0"), store::Value(), std::string("Engine"), std::string("Ward")}});
    if (plain == ".show databases" || plain == ".show database")
        return rows({{"DatabaseName", "string"},
                     {"PersistentStorage", "string"},
                     {"Version", "string"},
                     {"IsCurrent", "bool"},
                     {"DatabaseAccessMode", "string"},
                     {"PrettyName", "string"}},
                    {{name, std::string(), std::string("v1.0"), true, std::string("ReadOnly"),
                      std::string("Ward")}});
    if (plain == ".show tables" || plain == ".show tables details") {
        std::vector<std::vector<store::Value>> values;
        for (auto& table : table_names(surroundings))
            values.push_back({table, name, std::string(), std::string()});
        return rows({{"TableName", "string"},
                     {"DatabaseName", "string"},
                     {"Folder", "string"},
                     {"DocString", "string"}},
                    std::move(values));
    }
    if (plain.starts_with(".show database") && plain.ends_with("schema")) {
        std::vector<std::vector<store::Value>> values;
        for (const auto& table : table_names(surroundings)) {
            base::Diagnostics diagnostics;
            const auto schema = run(table + " | getschema", store, {}, now_ns, diagnostics,
                                    base::no_time, base::no_time, surroundings);
            if (!schema.ok()) continue;
            for (const auto& row : schema->table.rows)
                values.push_back({name, table, row[0], row[3]});
        }
        return rows({{"DatabaseName", "string"},
                     {"TableName", "string"},
                     {"ColumnName", "string"},
                     {"ColumnType", "string"}},
                    std::move(values));
    }
    return base::Error{base::ErrorKind::usage,
                       "management commands are not run: Ward only shows its version, databases, "
                       "tables and schema"};
}

}  // namespace ward::query
