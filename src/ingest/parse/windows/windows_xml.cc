// SPDX-License-Identifier: Apache-2.0
// Finds the events of a text and reads each; what else is there and means something is a reject.
#include "ingest/parse/windows/windows_xml.h"

#include "ingest/parse/windows/event_xml.h"
#include "ingest/parse/windows/fold.h"

namespace ward::ingest {

namespace windows {

namespace {

constexpr std::string_view format = "windows_xml";
constexpr std::string_view end_of_event = "</Event>";

// The wrapper, declarations and blanks between events carry nothing.
bool is_wrapping(std::string_view text) {
    while (!text.empty()) {
        const size_t at = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
        if (at == std::string_view::npos) return true;
        text.remove_prefix(at);
        const bool is_known = text.starts_with("<?") || text.starts_with("<Events") ||
                              text.starts_with("</Events") || text.starts_with("<!--");
        const size_t end = text.find('>');
        if (!is_known || end == std::string_view::npos) return false;
        text.remove_prefix(end + 1);
    }
    return true;
}

class Reading {
public:
    Reading(std::string_view text, const RecordContext& context, std::string_view name,
            model::Batch& out)
        : text_(text), context_(context), name_(name), out_(out) {}

    void all() {
        size_t at = 0;
        while (at < text_.size()) {
            const bool gives_up = cuts_ > cuts_max;
            const size_t begin =
                gives_up ? text_.size() : std::min(find_event(text_, at), text_.size());
            between(at, begin);
            at = begin < text_.size() ? event(begin) : begin;
        }
    }

private:
    void between(size_t begin, size_t end) {
        if (is_wrapping(text_.substr(begin, end - begin))) return;
        reject(begin, end, {"no event is here", end});
    }

    // Returns the offset behind the event.
    size_t event(size_t begin) {
        const XmlOutcome read = read_element(text_, begin, Place::root, out_);
        const bool is_too_large = read.end - begin > model::event_bytes_max;
        if (read.fault != nullptr || is_too_large || out_.open_fields() == 0) {
            out_.discard();
            // the next event may be whole
            const size_t next = std::min(find_event(text_, begin + 1), text_.size());
            const size_t end = read.fault != nullptr ? next : read.end;
            reject(begin, end,
                   {is_too_large ? "an event is over 1 MiB"
                    : read.fault ? read.fault
                                 : "the event is empty",
                    read.end});
            return end;
        }
        model::Event event = next_event(begin, read.end);
        classify(out_, event);
        out_.finish(event);
        ++nth_;
        return read.end;
    }

    model::Event next_event(size_t begin, size_t end) const {
        model::Event event = new_event(context_, name_, nth_);
        event.raw = text_.substr(begin, end - begin);
        event.offset = context_.offset + begin;
        return event;
    }

    void reject(size_t begin, size_t end, const XmlOutcome& why) {
        const bool is_cut = why.end >= text_.size();
        if (is_cut) ++cuts_;
        out_.reject(next_event(begin, end),
                    is_cut ? model::RejectReason::truncated : model::RejectReason::malformed,
                    why.fault);
        ++nth_;
    }

    static constexpr int cuts_max = 16;  // each may have been looked through to its end
    std::string_view text_;
    const RecordContext& context_;
    std::string_view name_;
    model::Batch& out_;
    uint32_t nth_ = 0;
    int cuts_ = 0;
};

class WindowsXmlParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::whole; }
    int recognise(std::string_view head) const override {
        const size_t at = head.find_first_not_of(" \t\r\n");
        if (at == std::string_view::npos || head[at] != '<') return 0;
        head.remove_prefix(at);
        if (!begins_event(head) && !head.starts_with("<Events") && !head.starts_with("<?xml"))
            return 0;
        const size_t event = find_event(head, 0);
        if (event == std::string_view::npos) return 0;
        head.remove_prefix(event);
        if (head.find("schemas.microsoft.com/win/2004/08/events") < 200) return 98;
        return head.find("<System>") < 200 ? 90 : 0;
    }
    void parse(std::string_view record, const RecordContext& context, ParserState*,
               model::Batch& out) const override {
        Reading(record, context, format, out).all();
    }
};

}  // namespace

}  // namespace windows

void read_windows_xml(std::string_view text, const RecordContext& context, std::string_view name,
                      model::Batch& out) {
    windows::Reading(text, context, name, out).all();
}

size_t windows_xml_piece_bytes(std::string_view rest) {
    const size_t end = rest.find(windows::end_of_event);
    return end == std::string_view::npos ? rest.size() : end + windows::end_of_event.size();
}

const Parser& windows_xml_parser() {
    static const windows::WindowsXmlParser parser;
    return parser;
}

}  // namespace ward::ingest
