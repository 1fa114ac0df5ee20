// SPDX-License-Identifier: Apache-2.0
// Splunk's HTTP Event Collector, as its senders know it: /services/collector, .../event, .../raw,
// .../ack, .../health. A batch is taken whole or refused whole. An acknowledgement id is only given
// out for what is on disk, so every id that a client can know is acknowledged.
#include <fmt/format.h>

#include <atomic>
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "ingest/hec.h"
#include "serve/receive/receivers.h"

namespace ward::serve {

namespace {

// Splunk's answers: HTTP status, code, text.
struct Answer {
    int status, code;
    std::string_view text;
};
constexpr Answer success{200, 0, "Success"};
constexpr Answer token_required{401, 2, "Token is required"};
constexpr Answer invalid_token{403, 4, "Invalid token"};
constexpr Answer no_data{400, 5, "No data"};
constexpr Answer invalid_format{400, 6, "Invalid data format"};
constexpr Answer internal_error{500, 8, "Internal server error"};
constexpr Answer busy{503, 9, "Server is busy"};
constexpr Answer channel_missing{400, 10, "Data channel is missing"};
constexpr Answer event_required{400, 12, "Event field is required"};
constexpr Answer event_blank{400, 13, "Event field cannot be blank"};
constexpr Answer healthy{200, 17, "HEC is healthy"};

constexpr size_t channel_bytes_max = 256;

Response say(const Answer& answer, std::string_view member = {}, uint64_t number = 0) {
    Response out;
    out.status = answer.status;
    base::JsonWriter writer(out.body);
    writer.begin_object().field("text", answer.text).field("code", answer.code);
    if (!member.empty()) writer.field(member, number);
    writer.end_object();
    if (answer.status == 503)
        out.headers.emplace_back("Retry-After", std::to_string(retry_after_seconds));
    return out;
}

// What the router refuses, in Splunk's words. The status stays the router's where clients act by
// it.
Response refuse(int status, std::string_view detail) {
    const Answer& answer = status == 401   ? token_required
                           : status == 403 ? invalid_token
                           : status == 503 ? busy
                           : status >= 500 ? internal_error
                                           : invalid_format;
    Response out = say(answer);
    out.status = status;
    if (answer.code == invalid_format.code) {
        out.body.clear();
        base::JsonWriter(out.body)
            .begin_object()
            .field("text", std::string(detail))
            .field("code", answer.code)
            .end_object();
    }
    return out;
}

// True if the member "event" of `object` is the empty text. A member of that name further in is
// judged by the parser.
bool is_blank(std::string_view object, size_t key) {
    constexpr std::string_view name = "\"event\"";
    std::string_view rest = base::trim(object.substr(key + name.size()));
    if (!rest.starts_with(':')) return false;
    return base::trim(rest.substr(1)).starts_with("\"\"");
}

struct Checked {
    uint32_t events = 0;
    const Answer* fault = nullptr;  // of the event with the number `events`
};

Checked check(std::string_view body) {
    Checked out;
    ingest::HecObjects objects(body);
    while (const auto object = objects.next()) {
        const auto text = base::trim(*object);
        if (!text.starts_with('{') || !text.ends_with('}')) {
            out.fault = &invalid_format;
            return out;
        }
        const size_t key = text.find("\"event\"");
        if (key == std::string_view::npos)
            out.fault = &event_required;
        else if (is_blank(text, key))
            out.fault = &event_blank;
        if (out.fault != nullptr) return out;
        ++out.events;
    }
    if (out.events == 0) out.fault = &no_data;
    return out;
}

std::string_view channel_of(const Request& request) {
    const auto header = request.header("x-splunk-request-channel");
    return (header.empty() ? request.asked("channel") : header).substr(0, channel_bytes_max);
}

/// The receiver; one for all requests.
class Hec {
public:
    explicit Hec(Intake& intake) : intake_(intake) {}

    void events(Request&& request, const Respond& respond) {
        const auto checked = check(request.body);
        if (checked.fault == &no_data) return respond(say(no_data));
        if (checked.fault != nullptr)
            return respond(say(*checked.fault, "invalid-event-number", checked.events));
        take(request, "hec", request.body, checked.events, respond);
    }

    // Lines, with what the query says of all of them in a first line that is an object.
    void raw(Request&& request, const Respond& respond) {
        const uint32_t lines = count_lines(request.body);
        if (lines == 0) return respond(say(no_data));
        std::string head;
        base::JsonWriter writer(head);
        writer.begin_object();
        for (const auto name : {"host", "source", "sourcetype", "index", "time"})
            if (const auto value = request.asked(name); !value.empty()) writer.field(name, value);
        writer.end_object();
        if (head == "{}") return take(request, "lines", request.body, lines, respond);
        take(request, "hec_raw", head + '\n' + request.body, lines, respond);
    }

    void acks(Request&& request, const Respond& respond) {
        if (channel_of(request).empty()) return respond(say(channel_missing));
        const auto asked = base::parse_json(request.body);
        if (!asked.ok() || !(*asked)["acks"].is_array()) return respond(say(invalid_format));
        Response out;
        base::JsonWriter writer(out.body);
        writer.begin_object().key("acks").begin_object();
        for (const auto& id : (*asked)["acks"].array())
            writer.field(std::to_string(id.integer()), true);
        writer.end_object().end_object();
        respond(std::move(out));
    }

private:
    void take(const Request& request, std::string_view format, std::string_view payload,
              uint32_t units, const Respond& respond) {
        const auto source = hec_source(request);
        const bool wants_ack = !channel_of(request).empty();
        base::JournalRecord record{source, format, request.peer, 0, units, payload};
        intake_.take(
            record, [this, respond, wants_ack](const base::Result<base::JournalPosition>& taken) {
                if (taken.ok())
                    return respond(wants_ack ? say(success, "ackId", ++last_ack_) : say(success));
                Response out = say(busy);
                out.status = status_of(taken.error());
                respond(std::move(out));
            });
    }

    // In the query "source" is the events' own source here, not the account's.
    std::string hec_source(const Request& request) {
        return intake_.admit(request.identity ? "hec:" + request.identity->name : "hec");
    }

    Intake& intake_;
    std::atomic<uint64_t> last_ack_{0};
};

}  // namespace

std::vector<Route> hec_routes(Intake& intake) {
    const auto hec = std::make_shared<Hec>(intake);  // shared: by the handlers
    std::vector<Route> out;
    const auto add = [&](const char* method, std::string pattern, Handler handle) {
        Route route{method, std::move(pattern), sender_role, false, std::move(handle)};
        route.refuse = refuse;
        out.push_back(std::move(route));
    };
    const auto calling = [&](void (Hec::*call)(Request&&, const Respond&)) -> Handler {
        return [hec, call](Request&& request, const Respond& respond) {
            ((*hec).*call)(std::move(request), respond);
        };
    };
    const std::string base = "/services/collector";
    for (const auto* path : {"", "/event", "/event/1.0"})
        add("POST", base + path, calling(&Hec::events));
    for (const auto* path : {"/raw", "/raw/1.0"}) add("POST", base + path, calling(&Hec::raw));
    for (const auto* path : {"/ack", "/ack/1.0"}) add("POST", base + path, calling(&Hec::acks));
    for (const auto* path : {"/health", "/health/1.0"}) {
        add("GET", base + path, answering([](const Request&) { return say(healthy); }));
        out.back().needs = std::nullopt;  // Splunk's needs no token either
    }
    return out;
}

}  // namespace ward::serve
