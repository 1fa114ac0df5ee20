// SPDX-License-Identifier: Apache-2.0
// Views from their files. A name is an identifier, never a path.
#include "query/tables.h"

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"
#include "query/syntax/parser.h"

namespace ward::query {

namespace {

constexpr std::string_view extension = ".yaml";
constexpr size_t names_max = 1000;  // asked for and not there, kept so as not to look again

bool is_identifier(std::string_view name) {
    return !name.empty() && name.size() <= 100 && std::ranges::all_of(name, [](char c) {
        return base::is_alpha(c) || base::is_digit(c) || c == '_';
    });
}

// `columns: A:string B:long`: columns that a table has as published and the view does not compute.
// Events are asked for them under their own names, as exports of those tables write them; findings
// and the like have none.
std::string columns_text(std::string_view columns, bool of_events) {
    std::string out;
    for (const std::string_view one : base::split(columns, ' ')) {
        const size_t colon = one.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string name(one.substr(0, colon)), type(one.substr(colon + 1));
        const std::string camel = base::to_lower(name.substr(0, 1)) + name.substr(1);
        out += (out.empty() ? "" : ", ") + name + " = ";
        if (!of_events) {
            out += type == "string" ? "\"\"" : type + "(null)";
            continue;
        }
        std::string places;
        for (const std::string& key : {name, "properties." + name, "properties." + camel, camel}) {
            const std::string value = "Native[\"" + key + "\"]";
            places += (places.empty() ? "" : ", ") +
                      (type == "dynamic" ? value : "tostring(" + value + ")");
        }
        places = "coalesce(" + places + ")";
        out += type == "dynamic" || type == "string" ? places : "to" + type + "(" + places + ")";
    }
    return out;
}

bool has_column(const Clause& list, const Expression& value) {
    const auto* assign = std::get_if<Assign>(&value.node);
    return assign && std::ranges::any_of(list.items, [&](const Item& item) {
               const auto* other = std::get_if<Assign>(&item.value->node);
               return other && other->names == assign->names;
           });
}

void add_columns(Let& let, std::string_view columns, base::Diagnostics& diagnostics) {
    if (columns.empty() || !let.value || !let.value->source) return;
    const auto* source = std::get_if<Name>(&let.value->source->node);
    const std::string text = columns_text(columns, source && source->text == "Events");
    Query more = parse("Events | project " + text, diagnostics);
    const bool fits = !diagnostics.has_errors() && !let.value->operators.empty() &&
                      let.value->operators.back().keyword == "project";
    if (!fits) return void(diagnostics.error({}, "columns want a view that ends with project"));
    Clause& list = let.value->operators.back().clauses[0];
    for (Item& item : more.results[0]->operators[0].clauses[0].items)
        if (!has_column(list, *item.value)) list.items.push_back(std::move(item));
}

std::unique_ptr<View> read_view(const std::string& path, std::string_view name) {
    const auto bytes = base::read_file(path);
    if (!bytes.ok()) return nullptr;
    base::Diagnostics diagnostics;
    const auto documents = base::parse_yaml(*bytes, path, diagnostics);
    if (diagnostics.has_errors() || documents.empty()) return nullptr;
    auto out = std::make_unique<View>();
    out->about = documents[0].text_of("about");
    out->text = documents[0].text_of("query");
    out->tree = parse("let " + std::string(name) + " = " + out->text, diagnostics);
    if (diagnostics.has_errors() || out->tree.lets.size() != 1) return nullptr;
    // A view is a function without parameters: it is unfolded where it is named.
    Let& let = out->tree.lets[0];
    let.is_function = true;
    std::string columns(documents[0].text_of("columns"));
    std::ranges::replace(columns, '\n', ' ');
    add_columns(let, columns, diagnostics);
    if (diagnostics.has_errors()) return nullptr;
    if (const auto* example = documents[0].find("example")) {
        out->example.event = example->text_of("event");
        if (const auto* row = example->find("row"))
            for (const auto& [key, value] : row->members)
                out->example.row.emplace_back(key.text, value.text);
    }
    return out;
}

}  // namespace

const View* Tables::find(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    if (const auto found = known_.find(name); found != known_.end()) return found->second.get();
    if (!is_identifier(name)) return nullptr;
    const std::string path = folder_ + "/" + std::string(name) + std::string(extension);
    auto view = base::read_file(path).ok() ? read_view(path, name) : nullptr;
    if (!view && known_.size() >= names_max) return nullptr;
    return (known_[std::string(name)] = std::move(view)).get();
}

std::vector<std::string> Tables::names() const {
    std::vector<std::string> out;
    const auto files = base::list_folder(folder_);
    if (!files.ok()) return out;
    for (const auto& file : *files)
        if (file.ends_with(extension))
            out.push_back(file.substr(0, file.size() - extension.size()));
    std::ranges::sort(out);
    return out;
}

}  // namespace ward::query
