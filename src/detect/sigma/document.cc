// SPDX-License-Identifier: Apache-2.0
// Cuts a file into documents, so that a fault in one leaves the others whole, and merges `action:
// global` and `action: repeat`. Also reads what all kinds of documents have: the head and the log
// source.
#include "detect/sigma/document.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "detect/sigma/load.h"

namespace ward::detect::sigma {

namespace {

using base::YamlNode;

constexpr size_t title_bytes_max = 1024;  // the specification says 256 characters

struct Chunk {
    std::string_view text;
    int first_line = 0;  // lines of the file before it
};

bool is_separator(std::string_view line) {
    return line.starts_with("---") && (line.size() == 3 || base::is_space(line[3]));
}

// True for blanks, comments, directives and separators: nothing that would make a document.
bool is_empty(std::string_view chunk) {
    while (!chunk.empty()) {
        const auto line = base::trim(base::take_until(chunk, '\n'));
        if (!line.empty() && line[0] != '#' && line[0] != '%' && line != "---" && line != "...")
            return false;
    }
    return true;
}

std::vector<Chunk> cut(std::string_view text) {
    std::vector<Chunk> chunks;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    Chunk open{text, 0};
    size_t begin = 0, at = 0;
    int line = 0;
    const auto close = [&](size_t end) {
        open.text = text.substr(begin, end - begin);
        if (!is_empty(open.text)) chunks.push_back(open);
        begin = end;
        open.first_line = line;
    };
    while (at < text.size()) {
        size_t end = text.find('\n', at);
        if (end == std::string_view::npos) end = text.size();
        if (is_separator(text.substr(at, end - at))) close(at);
        at = end + 1;
        line++;
    }
    close(text.size());
    return chunks;
}

void shift(YamlNode& node, int lines) {
    if (node.line > 0) node.line += lines;
    for (auto& item : node.items) shift(item, lines);
    for (auto& [key, value] : node.members) {
        shift(key, lines);
        shift(value, lines);
    }
}

base::Diagnostics shifted(const base::Diagnostics& messages, int lines) {
    base::Diagnostics out;
    for (base::Diagnostic message : messages.all()) {
        if (message.place.line > 0) message.place.line += lines;
        if (message.severity == base::Severity::error)
            out.error(message.place, message.text, message.hint);
        else
            out.warning(message.place, message.text, message.hint);
    }
    return out;
}

// Members of `over` are put into `under`, mappings within mappings.
void merge(YamlNode& under, const YamlNode& over) {
    for (const auto& [key, value] : over.members) {
        YamlNode* known = nullptr;
        for (auto& [name, node] : under.members)
            if (name.text == key.text) known = &node;
        if (!known)
            under.members.emplace_back(key, value);
        else if (known->is_mapping() && value.is_mapping())
            merge(*known, value);
        else
            *known = value;
    }
}

YamlNode without_action(YamlNode node) {
    std::erase_if(node.members, [](const auto& member) { return member.first.text == "action"; });
    return node;
}

std::vector<std::string> texts_of(const YamlNode* node) {
    std::vector<std::string> out;
    if (!node) return out;
    if (node->is_scalar() && !node->text.empty()) out.push_back(node->text);
    for (const auto& item : node->items)
        if (item.is_scalar()) out.push_back(item.text);
    return out;
}

// What `action` documents before this one leave for those after it.
struct Carried {
    YamlNode global, previous;
    std::string global_text, previous_text;
};

// Merges by `action`; false for a global document, which is no rule itself.
bool act(Document& document, Carried& carried) {
    const std::string action(document.root.text_of("action"));
    if (!document.root.is_mapping()) return true;
    if (action == "reset") {
        carried = {};
    } else if (action == "global") {
        carried.global.kind = YamlNode::Kind::mapping;
        merge(carried.global, without_action(document.root));
        carried.global_text += document.text + "\n---\n";
        return false;
    }
    const YamlNode own = without_action(document.root);
    YamlNode whole = action == "repeat" ? carried.previous : carried.global;
    if (whole.is_mapping()) {
        whole.line = own.line;
        whole.column = own.column;
        merge(whole, own);
        document.root = std::move(whole);
        document.text =
            (action == "repeat" ? carried.previous_text + "\n---\n" : carried.global_text) +
            document.text;
    }
    carried.previous = document.root;
    carried.previous_text = document.text;
    return true;
}

std::string part_of(const YamlNode& source, std::string_view name, const Document& document,
                    base::Diagnostics& diagnostics) {
    const YamlNode* part = source.find(name);
    if (!part || part->is_null()) return {};
    if (!part->is_scalar())
        diagnostics.error({document.file, part->line, part->column},
                          fmt::format("'{}' of the log source is a word", name));
    return base::to_lower(part->text);
}

}  // namespace

std::vector<Document> read_documents(std::string_view text, const std::string& file) {
    std::vector<Document> documents;
    Carried carried;
    for (const auto& chunk : cut(text)) {
        Document document;
        document.file = file;
        document.text = std::string(base::trim(
            is_separator(chunk.text.substr(0, chunk.text.find('\n'))) ? chunk.text.substr(3)
                                                                      : chunk.text));
        base::Diagnostics messages;
        auto roots = base::parse_yaml(chunk.text, file, messages);
        document.messages = shifted(messages, chunk.first_line);
        if (!roots.empty()) document.root = std::move(roots.front());
        shift(document.root, chunk.first_line);
        if (documents.size() >= rule_documents_max) {
            document.root = {};
            document.messages.error({file, chunk.first_line + 1, 1},
                                    fmt::format("more than {} documents", rule_documents_max));
            documents.push_back(std::move(document));
            break;
        }
        if (act(document, carried)) documents.push_back(std::move(document));
    }
    return documents;
}

model::RuleHead read_head(const Document& document, base::Diagnostics& diagnostics) {
    const YamlNode& root = document.root;
    model::RuleHead head;
    head.title = root.text_of("title");
    head.id = root.text_of("id");
    head.description = root.text_of("description");
    head.file = document.file;
    head.text = document.text;
    head.tags = texts_of(root.find("tags"));
    head.false_positives = texts_of(root.find("falsepositives"));
    if (head.id.empty()) head.id = base::hash128_hex(document.text);
    const base::Place place{document.file, root.line, root.column};
    if (head.title.empty()) diagnostics.error(place, "there is no title", "add 'title: ...'");
    if (head.title.size() > title_bytes_max) diagnostics.error(place, "the title is too long");
    if (const YamlNode* level = root.find("level"); level && !level->is_null()) {
        if (const auto known = model::parse_level(base::to_lower(level->text)))
            head.level = *known;
        else
            diagnostics.error({document.file, level->line, level->column},
                              fmt::format("unknown level '{}'", level->text),
                              "it is informational, low, medium, high or critical");
    }
    return head;
}

LogSourceWanted read_log_source(const Document& document, base::Diagnostics& diagnostics) {
    LogSourceWanted wanted;
    const YamlNode* source = document.root.find("logsource");
    const base::Place place{document.file, source ? source->line : document.root.line,
                            source ? source->column : document.root.column};
    if (!source || !source->is_mapping()) {
        diagnostics.error(place, "there is no log source",
                          "add 'logsource:' with product, category or service");
        return wanted;
    }
    wanted.product = part_of(*source, "product", document, diagnostics);
    wanted.category = part_of(*source, "category", document, diagnostics);
    wanted.service = part_of(*source, "service", document, diagnostics);
    if (wanted == LogSourceWanted{})
        diagnostics.error(place, "the log source names nothing",
                          "give it a product, a category or a service");
    return wanted;
}

}  // namespace ward::detect::sigma
