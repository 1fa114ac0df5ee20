// SPDX-License-Identifier: Apache-2.0
// Elasticsearch's ways to send documents: /_bulk, /{index}/_bulk, and one at a time to
// /{index}/_doc. A document's _id becomes the event's id in Ward.
#include <fmt/format.h>

#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "model/event.h"
#include "serve/receive/bulk_body.h"
#include "serve/receive/elastic.h"
#include "serve/receive/receivers.h"

namespace ward::serve {

namespace {

/// A bulk request on its way: the items are views into the request's body.
struct Bulk {
    Request request;
    BulkBody body;
    std::string_view filter;  // filter_path: the members that the client wants
};

bool wants(const Bulk& bulk, std::string_view member) {
    return bulk.filter.empty() || bulk.filter.find(member) != std::string_view::npos;
}

void write_item(base::JsonWriter& writer, const Bulk& bulk, const BulkItem& item,
                const model::EventId& id) {
    const bool is_taken = item.refusal.empty();
    const bool is_short = !bulk.filter.empty();
    writer.begin_object().key(item.action).begin_object();
    if (!is_short) {
        const auto index = item.index.empty() ? bulk.request.parameter("index") : item.index;
        writer.field("_index", index);
        writer.field("_id", item.id.empty() && is_taken ? id.text() : std::string(item.id));
    }
    if (is_taken && !is_short) {
        writer.field("_version", 1)
            .field("result", "created")
            .key("_shards")
            .raw(R"({"total":1,"successful":1,"failed":0})");
        writer.field("_seq_no", static_cast<uint64_t>(id.record)).field("_primary_term", 1);
    }
    writer.field("status", is_taken ? 201 : 400);
    if (!is_taken)
        writer.key("error")
            .begin_object()
            .field("type", item.refusal)
            .field("reason", item.reason)
            .end_object();
    writer.end_object().end_object();
}

Response answer(const Bulk& bulk, base::JournalPosition at) {
    std::string out;
    const bool has_errors = bulk.body.taken < bulk.body.items.size();
    base::JsonWriter writer(out);
    writer.begin_object();
    if (wants(bulk, "took")) writer.field("took", 1);
    writer.field("errors", has_errors);
    if (wants(bulk, "items")) {
        writer.key("items").begin_array();
        model::EventId id{at, 0};
        for (const auto& item : bulk.body.items) {
            write_item(writer, bulk, item, id);
            if (item.refusal.empty()) ++id.index;
        }
        writer.end_array();
    }
    writer.end_object();
    return elastic::say(bulk.request, std::move(out));
}

Response refused(const base::Error& error) {
    if (error.kind == base::ErrorKind::limit) return elastic::refuse(413, error.text);
    return elastic::error(429, "es_rejected_execution_exception", error.text);
}

void take_bulk(Intake& intake, Request&& request, const Respond& respond) {
    const auto bulk = std::make_shared<Bulk>();  // shared: until the journal has answered
    bulk->request = std::move(request);
    bulk->body = parse_bulk(bulk->request.body);
    bulk->filter = bulk->request.asked("filter_path");
    if (!bulk->body.fault.empty()) return respond(elastic::refuse(400, bulk->body.fault));
    std::string payload;
    payload.reserve(bulk->request.body.size());
    for (const auto& item : bulk->body.items)
        if (!item.document.empty()) payload.append(item.document).push_back('\n');
    const auto source = source_of(bulk->request, "elasticsearch", intake);
    const auto units = static_cast<uint32_t>(bulk->body.taken);
    const base::JournalRecord record{source, "bulk", bulk->request.peer, 0, units, payload};
    intake.take(record, [bulk, respond](const base::Result<base::JournalPosition>& at) {
        respond(at.ok() ? answer(*bulk, *at) : refused(at.error()));
    });
}

// One document, pretty-printed or not.
void take_one(Intake& intake, Request&& request, const Respond& respond) {
    if (!is_object(base::trim(request.body)))
        return respond(elastic::refuse(400, "the document is no JSON object"));
    const auto source = source_of(request, "elasticsearch", intake);
    const base::JournalRecord record{source, "bulk", request.peer, 0, 1, request.body};
    Request head;
    head.headers = request.headers, head.parameters = request.parameters;
    intake.take(record, [head, respond](const base::Result<base::JournalPosition>& at) {
        if (!at.ok()) return respond(refused(at.error()));
        std::string body;
        const auto given = head.parameter("id");
        base::JsonWriter writer(body);
        writer.begin_object().field("_index", head.parameter("index"));
        writer.field("_id", given.empty() ? model::EventId{*at, 0}.text() : std::string(given));
        writer.field("_version", 1).field("result", "created").end_object();
        respond(elastic::say(head, std::move(body), 201));
    });
}

}  // namespace

std::vector<Route> bulk_routes(Intake& intake) {
    std::vector<Route> out;
    const auto add = [&](const char* method, const char* pattern,
                         void (*take)(Intake&, Request&&, const Respond&)) {
        Route route{method, pattern, sender_role, false,
                    [&intake, take](Request&& request, const Respond& respond) {
                        take(intake, std::move(request), respond);
                    }};
        route.refuse = elastic::refuse;
        out.push_back(std::move(route));
    };
    for (const auto* method : {"POST", "PUT"})
        for (const auto* pattern : {"/_bulk", "/{index}/_bulk", "/{index}/{type}/_bulk"})
            add(method, pattern, take_bulk);
    add("POST", "/{index}/_doc", take_one);
    for (const auto* method : {"POST", "PUT"})
        for (const auto* pattern : {"/{index}/_doc/{id}", "/{index}/_create/{id}"})
            add(method, pattern, take_one);
    return out;
}

}  // namespace ward::serve
