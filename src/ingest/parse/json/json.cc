// SPDX-License-Identifier: Apache-2.0
// JSON parser: cuts a record into values, walks each into a batch, looks into envelopes, and says
// what each event is. A value that is no event becomes a reject; the others go on.
#include "ingest/parse/json/json.h"

#include "base/unescape.h"
#include "ingest/parse/json/classify.h"
#include "ingest/parse/json/document.h"
#include "ingest/parse/json/otlp.h"
#include "ingest/parse/json/walker.h"

namespace ward::ingest {

namespace json {

namespace {

constexpr std::string_view format = "json";

struct State final : ParserState {
    Walker walker;
};

// One record on its way into a batch.
class Reading {
public:
    Reading(std::string_view record, const RecordContext& context, Walker& walker,
            model::Batch& out)
        : record_(record), context_(context), walker_(walker), out_(out) {}

    void value(std::string_view text, bool wants_envelopes) {
        model::Event event = next_event(text);
        if (text.size() > model::event_bytes_max) {
            if (wants_envelopes && open_envelope(text)) return;
            return reject(event, {model::RejectReason::event_too_large, "an event is over 1 MiB"});
        }
        switch (walker_.walk(text, wants_envelopes, out_)) {
            case WalkOutcome::event:
                return finish(event);
            case WalkOutcome::fault:
                return reject(event, walker_.fault());
            case WalkOutcome::envelope:
                if (!open_envelope(text)) value(text, false);
                return;
            case WalkOutcome::more:
                if (is_nested_) return reject(event, {model::RejectReason::malformed, "brackets"});
                is_nested_ = true;
                values(text);
                is_nested_ = false;
        }
    }

    void reject(const model::Event& event, const Fault& fault) {
        out_.reject(event, fault.reason, fault.detail);
        ++nth_;
    }

    model::Event next_event(std::string_view text) const {
        model::Event event = new_event(context_, format, nth_);
        event.raw = outer_.empty() ? text : outer_;
        event.offset = context_.offset + static_cast<uint64_t>(event.raw.data() - record_.data());
        return event;
    }

    // The values of an array or of concatenated documents.
    void values(std::string_view text) {
        Elements elements(text);
        while (const auto element = elements.next()) {
            if (element->is_unclosed)
                reject(next_event(element->text),
                       {model::RejectReason::truncated, "the array is not closed"});
            else
                value(element->text, true);
        }
    }

private:
    bool open_envelope(std::string_view text) {
        const Envelope envelope = find_envelope(text);
        if (!envelope.is_one) return false;
        if (envelope.is_text) return value_in_string(envelope.content, text), true;
        if (!envelope.is_list) return value(envelope.content, false), true;
        Elements elements(envelope.content);
        while (const auto element = elements.next()) {
            if (element->is_unclosed)
                reject(next_event(element->text),
                       {model::RejectReason::truncated, "the list of events is not closed"});
            else
                unwrap(element->text, envelope.unwraps);
        }
        return true;
    }

    // An element of an envelope: the event itself, or holding it in the member `name`.
    void unwrap(std::string_view element, std::string_view name) {
        const std::string_view inner = name.empty() ? element : member_of(element, name);
        if (inner.empty()) return value(element, false);
        if (inner.front() == '{') return value(inner, false);
        if (inner.front() == '[') return records_of_scopes(inner, element);
        value_in_string(inner, element);
    }

    // CloudWatch, SNS: the message is a string, and that often is JSON again.
    void value_in_string(std::string_view quoted, std::string_view element) {
        if (quoted.size() < 2 || quoted.back() != '"') return value(element, false);
        const auto plain = base::unescape(quoted.substr(1, quoted.size() - 2), out_.arena());
        if (!plain || plain->empty() || plain->front() != '{') return value(element, false);
        const bool is_outermost = outer_.empty();
        if (is_outermost) outer_ = element;
        value(*plain, true);
        if (is_outermost) outer_ = {};
    }

    // OTLP: resourceLogs[].scopeLogs[].logRecords[].
    void records_of_scopes(std::string_view scopes, std::string_view element) {
        bool found = false;
        const std::string_view resource = member_of(element, "resource");
        Elements all(scopes);
        while (const auto scope = all.next()) {
            const std::string_view records = member_of(scope->text, "logRecords");
            if (records.empty() || records.front() != '[') continue;
            Elements each(records);
            while (const auto record = each.next()) otlp(record->text, resource), found = true;
        }
        if (!found) value(element, false);
    }

    void otlp(std::string_view record, std::string_view resource) {
        if (record.size() > model::event_bytes_max) return value(record, false);
        plain_.clear();
        append_otlp_record(plain_, record, resource);
        outer_ = record;
        value(out_.keep(plain_), false);
        outer_ = {};
    }

    void finish(model::Event& event) {
        classify(out_, walker_.seen(), context_.given, event);
        model::Event* const done = out_.finish(event);
        if (done != nullptr && !context_.time_field.empty()) {
            const auto time = event_time(out_.text_of(*done, context_.time_field));
            if (time) done->time_ns = *time, done->time_digits = -1;
        }
        ++nth_;
    }

    std::string_view record_;
    std::string_view outer_;  // set while a text in the arena is read: where it stood in the record
    const RecordContext& context_;
    Walker& walker_;
    model::Batch& out_;
    std::string plain_;  // of an OTLP record
    uint32_t nth_ = 0;
    bool is_nested_ = false;  // inside of values that value() cut itself
};

class JsonParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view head) const override { return recognise_json(head); }
    std::unique_ptr<ParserState> make_state() const override { return std::make_unique<State>(); }
    void parse(std::string_view record, const RecordContext& context, ParserState* state,
               model::Batch& out) const override {
        if (state == nullptr) {
            State own;
            return parse(record, context, &own, out);
        }
        Reading reading(record, context, static_cast<State*>(state)->walker, out);
        const size_t first = record.find_first_not_of(" \t\r\n");
        const bool is_array = first != std::string_view::npos && record[first] == '[';
        const bool is_object = first != std::string_view::npos && record[first] == '{';
        if (is_array || (is_object && record.size() > model::event_bytes_max))
            reading.values(record);
        else if (first != std::string_view::npos)
            reading.value(record, true);
    }
};

}  // namespace

}  // namespace json

const Parser& json_parser() {
    static const json::JsonParser parser;
    return parser;
}

}  // namespace ward::ingest
