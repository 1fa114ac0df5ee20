// SPDX-License-Identifier: Apache-2.0
// Reading journal records: a record's payload is cut by its format into units (lines, frames, HEC
// objects), each unit goes to the parser that its source was last read with, or to the one that is
// surest of it. Every unit comes out as an event or a reject.
#include <unordered_map>

#include "base/text.h"
#include "ingest/choice.h"
#include "ingest/cut.h"
#include "ingest/hec.h"
#include "ingest/reader.h"

namespace ward::ingest {

namespace {

constexpr size_t sources_max = 4096;       // parser states kept; then all are flushed and forgotten
constexpr size_t header_bytes_max = 8192;  // of a header that outlives a restart

// What a line of a header says: "#fields", "#Date"; a header without marks is one line.
std::string_view subject_of(std::string_view line) {
    return line.starts_with('#') ? line.substr(0, line.find_first_of(" \t:")) : "";
}

// The header with `line` in place of the one on the same subject. The marks around the lines of one
// file of Zeek are no part of it.
std::string with_line(const std::string& header, std::string_view line) {
    const auto subject = subject_of(line);
    if (subject == "#close" || subject == "#open") return header;
    std::string out;
    for (std::string_view rest = header; !rest.empty() && !subject.empty();) {
        const auto known = base::take_until(rest, '\n');
        if (subject_of(known) != subject) out.append(known) += '\n';
    }
    out.append(line) += '\n';
    return out.size() > header_bytes_max ? std::string() : out;
}

}  // namespace

/// What is remembered of one source.
struct Source {
    std::shared_ptr<const std::string> name;  // shared: batches borrow it as source name
    const Parser* parser = nullptr;
    // One state per parser that the source ever used: lines of several kinds may alternate.
    std::vector<std::pair<const Parser*, std::unique_ptr<ParserState>>> states;
    uint32_t pending_units = 0;  // header lines, counted with the next event
    std::string header;          // those lines, for who restarts
    const Parser* header_parser = nullptr;
    bool is_header_new = false;

    ParserState* state_of(const Parser& wanted) {
        for (auto& [parser, state] : states)
            if (parser == &wanted) return state.get();
        return states.emplace_back(&wanted, wanted.make_state()).second.get();
    }

    void note_header(const Parser& from, std::string_view line) {
        if (header_parser != &from) header.clear();
        auto changed = with_line(header, line);
        is_header_new |= changed != header;
        header = std::move(changed), header_parser = &from;
    }
};

struct RecordReader::State {
    model::FieldNames& names;
    const Mapper* mapper;
    std::unordered_map<std::string, Source> sources;
    std::vector<model::Field> amended;

    Source& source_of(const base::StoredRecord& record, model::Batch& out);
    void read_as(const base::StoredRecord& record, Source& source, model::Batch& out);
    void read_whole(std::string_view payload, RecordContext& context, Source& source,
                    const Parser& parser, model::Batch& out);
    void read_units(std::string_view payload, RecordContext& context, Source& source,
                    model::Batch& out);
    void read_frames(std::string_view payload, RecordContext& context, Source& source,
                     model::Batch& out);
    void read_hec(std::string_view payload, RecordContext& context, Source& source,
                  model::Batch& out);
    void read_hec_raw(std::string_view payload, RecordContext& context, Source& source,
                      model::Batch& out);
    void flush_sources(model::Batch& out);
};

namespace {

// The counts of a batch before a unit, and what the unit added.
class Unit {
public:
    Unit(std::string_view bytes, std::string_view payload, RecordContext& context,
         model::Batch& out)
        : bytes_(bytes),
          context_(context),
          out_(out),
          events_(out.events().size()),
          rejects_(out.rejects().size()) {
        if (bytes.data() >= payload.data() && bytes.data() <= payload.data() + payload.size())
            context_.offset = static_cast<uint64_t>(bytes.data() - payload.data());
    }

    std::span<model::Event> events() { return out_.events().subspan(events_); }

    /// Counts: a unit is one, however many events were in it.
    void close(Source& source, const Parser& parser) {
        const size_t added = out_.events().size() - events_ + out_.rejects().size() - rejects_;
        bool is_counted = false;
        for (model::Reject& reject : out_.rejects().subspan(rejects_))
            reject.units = std::exchange(is_counted, true) ? 0 : 1;
        for (model::Event& event : events()) {
            const bool is_of_unit =
                event.id.record == context_.record && event.id.index >= context_.first_index;
            if (!is_of_unit) continue;  // held back until now: its parser counted its lines
            if (is_counted) event.units = 0;
            is_counted = true;
            event.units += std::exchange(source.pending_units, 0);
        }
        if (added == 0 && follows_header(parser)) {
            ++source.pending_units;
            source.note_header(parser, bytes_);
        }
        context_.first_index += static_cast<uint32_t>(std::max<size_t>(added, 1));
        context_.index += added;
    }

private:
    std::string_view bytes_;
    RecordContext& context_;
    model::Batch& out_;
    size_t events_, rejects_;
};

void read_line(std::string_view line, std::string_view payload, RecordContext& context,
               Source& source, model::Batch& out) {
    const Parser& parser = *(source.parser = &choose(source.parser, line));
    Unit unit(line, payload, context, out);
    parser.parse(line, context, source.state_of(parser), out);
    unit.close(source, parser);
}

std::string_view without_line_end(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
    return line;
}

}  // namespace

RecordReader::RecordReader(model::FieldNames& names, const Mapper* mapper)
    : state_(std::make_unique<State>(names, mapper)) {}
RecordReader::~RecordReader() = default;

Source& RecordReader::State::source_of(const base::StoredRecord& record, model::Batch& out) {
    const std::string key = record.source + '\n' + record.format;
    if (const auto found = sources.find(key); found != sources.end()) return found->second;
    if (sources.size() >= sources_max) flush_sources(out), sources.clear();
    Source& source = sources[key];
    source.name = std::make_shared<const std::string>(record.source);
    return source;
}

void RecordReader::read(base::StoredRecord&& record, model::Batch& out) {
    const auto kept = std::make_shared<const base::StoredRecord>(std::move(record));
    out.hold(kept);
    Source& source = state_->source_of(*kept, out);
    out.hold(source.name);
    state_->read_as(*kept, source, out);
}

void RecordReader::State::read_as(const base::StoredRecord& record, Source& source,
                                  model::Batch& out) {
    RecordContext context;
    context.source_name = *source.name, context.record = record.begin;
    context.received_ns = record.received_ns, context.is_stored = true;
    const std::string_view format = record.format, payload = record.payload;
    if (format == "hec") return read_hec(payload, context, source, out);
    if (format == "hec_raw") return read_hec_raw(payload, context, source, out);
    if (format == "syslog") return read_frames(payload, context, source, out);
    if (format == "bulk") source.parser = find_parser("json");
    const Parser* named = format == "bulk" ? source.parser : find_parser(format);
    if (named == nullptr) return read_units(payload, context, source, out);
    if (named->framing() == Framing::whole)
        return read_whole(payload, context, source, *named, out);
    Cutter cutter(payload, *named);
    while (const auto bytes = cutter.next()) {
        Unit unit(*bytes, payload, context, out);
        named->parse(*bytes, context, source.state_of(*named), out);
        unit.close(source, *named);
    }
}

// A file that was received is one unit, however many events are in it: its first one counts it.
void RecordReader::State::read_whole(std::string_view payload, RecordContext& context,
                                     Source& source, const Parser& parser, model::Batch& out) {
    if (payload.empty()) return;
    const uint32_t begin = context.first_index;
    size_t events = out.events().size(), rejects = out.rejects().size();
    uint32_t units = 1;
    Cutter cutter(payload, parser);
    while (const auto piece = cutter.next()) {
        context.offset = static_cast<uint64_t>(piece->data() - payload.data());
        parser.parse(*piece, context, source.state_of(parser), out);
        for (auto& event : out.events().subspan(events)) event.units = std::exchange(units, 0);
        for (auto& reject : out.rejects().subspan(rejects)) reject.units = std::exchange(units, 0);
        const size_t added = out.events().size() - events + out.rejects().size() - rejects;
        context.first_index += static_cast<uint32_t>(added), context.index += added;
        events = out.events().size(), rejects = out.rejects().size();
    }
    if (context.first_index > begin) return;
    model::Event at = new_event(context, parser.name());
    at.raw = payload;
    out.reject(at, model::RejectReason::malformed, "no event in the file");
}

void RecordReader::State::read_units(std::string_view payload, RecordContext& context,
                                     Source& source, model::Batch& out) {
    Lines lines(payload);
    while (const auto line = lines.next()) read_line(*line, payload, context, source, out);
}

// "LENGTH FRAME" one after another. What is not counted so is read as lines: nothing vanishes.
void RecordReader::State::read_frames(std::string_view payload, RecordContext& context,
                                      Source& source, model::Batch& out) {
    std::string_view rest = payload;
    while (!rest.empty()) {
        size_t length = 0, at = 0;
        constexpr size_t length_digits_max = 9;
        while (at < rest.size() && at < length_digits_max && rest[at] >= '0' && rest[at] <= '9')
            length = length * 10 + static_cast<size_t>(rest[at++] - '0');
        if (at == 0 || at >= rest.size() || rest[at] != ' ' || length > rest.size() - at - 1)
            return read_units(rest, context, source, out);
        const std::string_view frame = without_line_end(rest.substr(at + 1, length));
        rest.remove_prefix(at + 1 + length);
        while (!rest.empty() && rest.front() == '\n') rest.remove_prefix(1);
        if (!frame.empty()) read_line(frame, payload, context, source, out);
    }
}

void RecordReader::State::read_hec(std::string_view payload, RecordContext& context, Source& source,
                                   model::Batch& out) {
    HecObjects objects(payload);
    while (const auto object = objects.next()) {
        const auto event = hec_event(*object, out);
        if (!event) {
            Unit unit(*object, payload, context, out);
            model::Event at = new_event(context, "hec");
            at.raw = *object;
            out.reject(at, model::RejectReason::malformed, "no event in the HEC object");
            unit.close(source, *parsers().back());
            continue;
        }
        const Parser& parser = *(source.parser = &choose(source.parser, event->text));
        Unit unit(*object, payload, context, out);
        parser.parse(event->text, context, source.state_of(parser), out);
        for (model::Event& read : unit.events()) amend_from_hec(*event, read, amended, out);
        unit.close(source, parser);
    }
}

// Lines behind a first one, an object that says host, source, sourcetype, index, time of all.
void RecordReader::State::read_hec_raw(std::string_view payload, RecordContext& context,
                                       Source& source, model::Batch& out) {
    Lines lines(payload);
    const std::string_view head = lines.next().value_or(std::string_view{});
    while (const auto line = lines.next()) {
        const Parser& parser = *(source.parser = &choose(source.parser, *line));
        Unit unit(*line, payload, context, out);
        parser.parse(*line, context, source.state_of(parser), out);
        for (model::Event& read : unit.events()) amend_from_hec({*line, head}, read, amended, out);
        unit.close(source, parser);
    }
}

void RecordReader::State::flush_sources(model::Batch& out) {
    for (auto& [key, source] : sources) {
        RecordContext context;
        context.source_name = *source.name;
        const size_t before = out.events().size();
        for (auto& [parser, state] : source.states) parser->flush(context, state.get(), out);
        source.pending_units = 0;  // a header whose event is in another batch counts as no event
        if (out.events().size() > before) out.hold(source.name);
    }
}

std::map<std::string, std::string> RecordReader::take_headers() {
    std::map<std::string, std::string> out;
    for (auto& [key, source] : state_->sources)
        if (std::exchange(source.is_header_new, false))
            out[key] = std::string(source.header_parser->name()) + '\n' + source.header;
    return out;
}

void RecordReader::restore(const std::map<std::string, std::string>& headers) {
    for (const auto& [key, text] : headers) {
        std::string_view rest = text;
        const Parser* parser = find_parser(base::take_until(rest, '\n'));
        if (parser == nullptr || !follows_header(*parser) || state_->sources.contains(key))
            continue;
        if (state_->sources.size() >= sources_max) return;
        Source& source = state_->sources[key];
        source.name = std::make_shared<const std::string>(key.substr(0, key.find('\n')));
        source.parser = source.header_parser = parser, source.header = rest;
        model::Batch nothing(state_->names);
        RecordContext context;
        context.source_name = *source.name;
        while (!rest.empty())
            parser->parse(base::take_until(rest, '\n'), context, source.state_of(*parser), nothing);
    }
}

void RecordReader::flush(model::Batch& out) {
    state_->flush_sources(out);
    if (state_->mapper != nullptr) state_->mapper->map(out);
}

}  // namespace ward::ingest
