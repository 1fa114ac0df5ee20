// SPDX-License-Identifier: Apache-2.0
// Audit log: lines are records; the records of one event are joined. See join.h.
#include "ingest/parse/audit/audit.h"

#include "ingest/parse/audit/join.h"
#include "ingest/parse/line/lines.h"

namespace ward::ingest {

namespace audit {

namespace {

constexpr std::string_view format = "audit";

struct State final : ParserState {
    Joiner joiner;
};

int score_of(std::string_view line) {
    Record record;
    return read_record(line, {}, record) ? 97 : 0;
}

class AuditParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view head) const override {
        return line::score_lines(head, score_of);
    }
    std::unique_ptr<ParserState> make_state() const override { return std::make_unique<State>(); }
    void parse(std::string_view record, const RecordContext& context, ParserState* state,
               model::Batch& out) const override {
        if (state == nullptr) {
            State own;
            parse(record, context, &own, out);
            return own.joiner.flush(context, out);
        }
        model::Event at = new_event(context, format);
        at.raw = record;
        if (record.size() > model::event_bytes_max)
            return out.reject(at, model::RejectReason::event_too_large, "the line is over 1 MiB");
        Joiner& joiner = static_cast<State*>(state)->joiner;
        Record front;
        if (read_record(record, context, front))
            return joiner.take(record, record, {}, context, out);
        if (record == "----") return joiner.skip_line();  // ausearch parts events so
        out.reject(at, model::RejectReason::malformed, "no audit(time:serial) in the record");
    }
    void flush(const RecordContext& context, ParserState* state, model::Batch& out) const override {
        if (state != nullptr) static_cast<State*>(state)->joiner.flush(context, out);
    }
};

}  // namespace

}  // namespace audit

const Parser& audit_parser() {
    static const audit::AuditParser parser;
    return parser;
}

}  // namespace ward::ingest
