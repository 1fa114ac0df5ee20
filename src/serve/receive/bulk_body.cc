// SPDX-License-Identifier: Apache-2.0
#include "serve/receive/bulk_body.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ward::serve {

namespace {

constexpr std::string_view actions[] = {"index", "create", "update", "delete"};

std::string_view next_line(std::string_view& rest) {
    return base::trim(base::take_until(rest, '\n'));
}

// The text between the quotes at the front of `text`, which is moved behind them. Names of actions
// and indices have no escapes.
std::string_view take_quoted(std::string_view& text) {
    if (!text.starts_with('"')) return {};
    const size_t end = text.find('"', 1);
    if (end == std::string_view::npos) return {};
    const auto out = text.substr(1, end - 1);
    text = base::trim(text.substr(end + 1));
    return out;
}

std::string_view text_member(std::string_view object, std::string_view quoted_name) {
    const size_t at = object.find(quoted_name);
    if (at == std::string_view::npos) return {};
    auto rest = base::trim(object.substr(at + quoted_name.size()));
    if (!rest.starts_with(':')) return {};
    rest = base::trim(rest.substr(1));
    return take_quoted(rest);
}

// An action line; nothing if it is none.
std::optional<BulkItem> parse_action(std::string_view line) {
    if (!is_object(line)) return {};
    auto rest = base::trim(line.substr(1));
    BulkItem out;
    out.action = take_quoted(rest);
    const bool is_known =
        std::find(std::begin(actions), std::end(actions), out.action) != std::end(actions);
    if (!is_known || !rest.starts_with(':')) return {};
    out.index = text_member(rest, "\"_index\""), out.id = text_member(rest, "\"_id\"");
    return out;
}

void judge(BulkItem& item, std::string_view document) {
    if (item.action == "update") {
        item.refusal = "illegal_argument_exception";
        item.reason = "events do not change: send them with index or create";
    } else if (!is_object(document)) {
        item.refusal = "document_parsing_exception";
        item.reason = "the document is no JSON object";
    } else {
        item.document = document;
    }
}

}  // namespace

bool is_object(std::string_view line) {
    return line.size() >= 2 && line.front() == '{' && line.back() == '}';
}

BulkBody parse_bulk(std::string_view body) {
    BulkBody out;
    size_t number = 0;
    while (!body.empty()) {
        const auto line = next_line(body);
        ++number;
        if (line.empty()) continue;
        auto item = parse_action(line);
        if (!item) {
            out.fault = fmt::format("Malformed action/metadata line [{}]", number);
            return out;
        }
        if (item->action == "delete") {
            item->refusal = "illegal_argument_exception";
            item->reason = "events are not deleted: they end with their retention";
        } else {
            if (body.empty()) {
                out.fault = fmt::format("there is no document behind line [{}]", number);
                return out;
            }
            judge(*item, next_line(body));
            ++number;
        }
        if (item->refusal.empty()) ++out.taken;
        out.items.push_back(*item);
    }
    if (out.items.empty()) out.fault = "request body is required";
    return out;
}

}  // namespace ward::serve
