// SPDX-License-Identifier: Apache-2.0
#include "ingest/map/definition.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "ingest/map/reading.h"

namespace ward::ingest::map {

namespace {

using base::YamlNode;

class Reader {
public:
    Reader(const std::string& file, base::Diagnostics& diagnostics)
        : file_(file), diagnostics_(diagnostics) {}

    File read(const YamlNode& document) {
        File out;
        check_names(document, {"product", "when", "tables", "vocabulary", "parts", "mappings"},
                    "a mapping file");
        out.when = document.find("when");
        if (const auto* product = document.find("product")) read_product(*product);
        if (const auto* tables = document.find("tables")) read_tables(*tables, out);
        if (const auto* terms = document.find("vocabulary")) read_vocabulary(*terms, out);
        if (const auto* parts = document.find("parts")) read_parts(*parts);
        const YamlNode* mappings = document.find("mappings");
        if (mappings == nullptr || !mappings->is_sequence()) {
            if (out.tables.empty())
                error(document, "a mapping file needs a list called 'mappings'");
            return out;
        }
        for (const auto& item : mappings->items) {
            if (out.definitions.size() == definitions_max) {
                error(item, fmt::format("more than {} mappings in one file", definitions_max));
                break;
            }
            out.definitions.push_back(read_definition(item));
        }
        return out;
    }

private:
    base::Place place(const YamlNode& node) const { return {file_, node.line, node.column}; }
    void error(const YamlNode& at, std::string text, std::string hint = {}) {
        diagnostics_.error(place(at), std::move(text), std::move(hint));
    }

    void check_names(const YamlNode& node, std::initializer_list<std::string_view> known,
                     std::string_view what) {
        if (!node.is_mapping()) return error(node, fmt::format("{} wants names with values", what));
        for (const auto& [name, value] : node.members) {
            if (std::find(known.begin(), known.end(), name.text) != known.end()) continue;
            const std::string near = base::nearest(name.text, known);
            error(name, fmt::format("{} has no '{}'", what, name.text),
                  near.empty() ? "" : fmt::format("did you mean '{}'?", near));
        }
    }

    void read_product(const YamlNode& product) {
        for (const auto& [name, value] : product.members) {
            Assignment one{place(value), true, value.text, {}};
            assign(product_, "metadata.product." + name.text, std::move(one));
        }
    }

    void read_tables(const YamlNode& tables, File& out) {
        for (const auto& [name, table] : tables.members) {
            if (!table.is_mapping()) error(table, "a table wants native values with meanings");
            if (find_reading(name.text))
                error(name,
                      fmt::format("'{}' is a reading: a table needs another name", name.text));
            for (const auto& [key, value] : table.members)
                out.tables[name.text].emplace_back(key.text, value.text);
        }
    }

    void read_vocabulary(const YamlNode& terms, File& out) {
        for (const auto& [term, words] : terms.members) {
            if (!words.is_sequence()) error(words, "a term wants a list of names of fields");
            for (const auto& word : words.items) out.vocabulary[term.text].push_back(word.text);
        }
    }

    void read_parts(const YamlNode& parts) {
        for (const auto& [name, part] : parts.members) {
            check_names(part, {"use", "from", "set"}, "a part");
            read_assignments(part, parts_[name.text]);
        }
    }

    void read_assignments(const YamlNode& node, Assignments& out) {
        if (const auto* use = node.find("use")) {
            for (const auto& name : use->items) use_part(name, out);
            if (use->is_scalar()) use_part(*use, out);
        }
        if (const auto* from = node.find("from")) {
            if (!from->is_mapping()) error(*from, "'from' wants attributes with native names");
            for (const auto& [path, value] : from->members) read_from(path, value, out);
        }
        if (const auto* set = node.find("set")) {
            if (!set->is_mapping()) error(*set, "'set' wants attributes with texts");
            for (const auto& [path, value] : set->members) {
                if (value.is_null())  // takes away what a part gave
                    std::erase_if(out, [&](const auto& one) { return one.first == path.text; });
                else
                    assign(out, path.text, {place(path), true, value.text, {}});
            }
        }
    }

    void use_part(const YamlNode& name, Assignments& out) {
        const auto part = parts_.find(name.text);
        if (part == parts_.end()) {
            std::vector<std::string_view> known;
            for (const auto& [word, one] : parts_) known.push_back(word);
            const std::string near = base::nearest(name.text, known);
            return error(name, fmt::format("there is no part '{}' above", name.text),
                         near.empty() ? "" : fmt::format("did you mean '{}'?", near));
        }
        for (const auto& [path, assignment] : part->second) assign(out, path, assignment);
    }

    // The parts of `text` before and after the last `word`.
    static bool split_at(std::string_view text, std::string_view word, std::string_view& before,
                         std::string_view& after) {
        const size_t at = text.rfind(word);
        if (at == std::string_view::npos) return false;
        before = base::trim(text.substr(0, at)), after = base::trim(text.substr(at + word.size()));
        return true;
    }

    static SourceText read_source(std::string_view text) {
        SourceText out;
        std::string_view how, then, where, equals;
        if (split_at(text, " as ", text, how)) {
            if (split_at(how, " then ", how, then)) out.then = then;
            out.reading = how;
        }
        if (split_at(text, " where ", text, where) && split_at(where, "=", where, equals))
            out.where = where, out.equals = equals;
        out.is_constant = text.starts_with('='), out.is_term = text.starts_with('~');
        out.name = text.substr(out.is_constant || out.is_term ? 1 : 0);
        return out;
    }

    void read_from(const YamlNode& path, const YamlNode& value, Assignments& out) {
        Assignment one{place(path), false, {}, {}};
        if (!value.is_scalar())
            return error(value, "an attribute wants native names",
                         "for example: device.hostname: Computer | host");
        for (const std::string_view text : base::split(value.text, '|')) {
            SourceText source = read_source(base::trim(text));
            if (source.name.empty()) return error(value, "an alternative has no name");
            one.sources.push_back(std::move(source));
        }
        assign(out, path.text, std::move(one));
    }

    Definition read_definition(const YamlNode& node) {
        Definition out;
        out.place = out.activity_place = place(node);
        check_names(node, {"when", "class", "activity", "use", "from", "set", "needs"},
                    "a mapping");
        out.when = node.find("when");
        out.class_name = node.text_of("class");
        if (const auto* activity = node.find("activity"))
            out.activity = activity->text, out.activity_place = place(*activity);
        for (const auto& [path, assignment] : product_) assign(out.assignments, path, assignment);
        read_assignments(node, out.assignments);
        if (const auto* needs = node.find("needs"))
            for (const auto& path : needs->items) out.needs.emplace_back(place(path), path.text);
        return out;
    }

    const std::string& file_;
    base::Diagnostics& diagnostics_;
    Assignments product_;
    std::map<std::string, Assignments, std::less<>> parts_;
};

}  // namespace

void assign(Assignments& to, std::string path, Assignment assignment) {
    const auto same = [&](const auto& one) { return one.first == path; };
    const auto at = std::find_if(to.begin(), to.end(), same);
    if (at != to.end())
        at->second = std::move(assignment);
    else
        to.emplace_back(std::move(path), std::move(assignment));
}

File read_file_of_mappings(const YamlNode& document, const std::string& file,
                           base::Diagnostics& diagnostics) {
    return Reader(file, diagnostics).read(document);
}

}  // namespace ward::ingest::map
