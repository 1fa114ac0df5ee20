// SPDX-License-Identifier: Apache-2.0
// The limits on one event, for every parser of text lines: at the limit, one over, ten times over.
// Over it the line is kept as a reject with its reason, and the next line is read as if nothing had
// been.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "ingest/parser.h"

namespace ward::ingest {
namespace {

struct Row {
    std::string_view parser, header, line;  // header: '\n' between its lines
};

// A good line of each parser, to which bytes may be added at the end.
const Row rows[] = {
    {"syslog", "", "<38>1 2026-01-02T03:04:05Z h app 1 - - text "},
    {"audit", "", "type=USER_LOGIN msg=audit(1767323045.678:1): pid=1 x="},
    {"cef", "", "CEF:0|v|p|1|100|name|3|msg="},
    {"leef", "", "LEEF:1.0|v|p|1|100|msg="},
    {"kv", "", "a=1 b=2 c=3 d="},
    {"access", "",
     "203.0.113.9 - - [02/Jan/2026:03:04:05 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \""},
    {"web_error", "", "2026/01/02 03:04:05 [error] 1#1: *7 text "},
    {"columns", "",
     "2 1 eni-1 198.51.100.7 203.0.113.9 1 2 6 1 1 1767323045 1767323105 ACCEPT OK "},
    {"csv", "time,user,text", "2026-01-02T03:04:05Z,alice,"},
    {"w3c", "#Fields: date time c-ip", "2026-01-02 03:04:05 "},
    {"zeek", "#separator \\x09\n#fields\tts\ttext\n#types\ttime\tstring", "1767323045.678\t"},
    {"text", "", "text "},
};

class Reading {
public:
    explicit Reading(std::string_view name)
        : parser_(*find_parser(name)), state_(parser_.make_state()), batch_(names_) {
        context_.received_ns = 1'767'323'045'000'000'000;
    }
    // "event", or the reason of the reject, of one line.
    std::string read(std::string_view line) {
        const size_t events = batch_.events().size(), rejects = batch_.rejects().size();
        parser_.parse(line, context_, state_.get(), batch_);
        parser_.flush(context_, state_.get(), batch_);
        if (batch_.rejects().size() > rejects)
            return std::string(to_text(batch_.rejects().back().reason));
        return batch_.events().size() > events ? "event" : "nothing";
    }
    void header(std::string_view lines) {
        while (!lines.empty()) {
            const size_t end = std::min(lines.find('\n'), lines.size());
            read(lines.substr(0, end));
            lines.remove_prefix(std::min(end + 1, lines.size()));
        }
    }
    const model::Batch& batch() const { return batch_; }

private:
    const Parser& parser_;
    std::unique_ptr<ParserState> state_;
    model::FieldNames names_;
    model::Batch batch_;
    RecordContext context_;
};

TEST(Limits, a_line_has_a_size) {
    for (const Row& row : rows) {
        Reading reading(row.parser);
        reading.header(row.header);
        auto f = [&](size_t bytes, std::string_view want) {
            std::string line(row.line);
            line.append(bytes - line.size(), 'x');
            EXPECT_EQ(reading.read(line), want) << row.parser << " " << bytes;
        };
        f(model::event_bytes_max, "event");
        f(model::event_bytes_max + 1, "event_too_large");
        f(model::event_bytes_max * 10, "event_too_large");
        EXPECT_EQ(reading.batch().rejects().back().raw.size(), model::reject_raw_bytes_max);
        EXPECT_EQ(reading.batch().rejects().back().raw_bytes, model::event_bytes_max * 10);
        EXPECT_EQ(reading.read(row.line), "event") << row.parser;
    }
}

// A line of a parser whose names come from the line, with `count` fields.
std::string line_of_fields(std::string_view parser, size_t count) {
    std::string out, separator = " ";
    size_t own = 0;  // fields that the line has anyway
    if (parser == "cef") out = "CEF:0|v|p|1|100|name|3|", own = 7;
    if (parser == "leef") out = "LEEF:1.0|v|p|1|100|", own = 5, separator = "\t";
    if (parser == "audit") out = "type=USER_LOGIN msg=audit(1767323045.678:1): ", own = 1;
    if (parser == "syslog") out = "<13>1 2026-01-02T03:04:05Z - - - - [x", own = 3;
    const bool is_structured = parser == "syslog";
    for (size_t i = own; i < count; ++i) {
        if (i > own || is_structured) out += is_structured ? " " : separator;
        out += is_structured ? fmt::format("f{}=\"{}\"", i, i) : fmt::format("f{}={}", i, i);
    }
    return is_structured ? out + "] m" : out;
}

TEST(Limits, an_event_has_so_many_fields) {
    for (const std::string_view parser : {"kv", "cef", "leef", "audit", "syslog"}) {
        Reading reading(parser);
        auto f = [&](size_t count, std::string_view want) {
            EXPECT_EQ(reading.read(line_of_fields(parser, count)), want) << parser << " " << count;
        };
        f(model::event_fields_max, "event");
        EXPECT_EQ(reading.batch().events().back().field_count, model::event_fields_max) << parser;
        f(model::event_fields_max + 1, "too_many_fields");
        f(model::event_fields_max * 10, "too_many_fields");
        f(10, "event");
    }
}

TEST(Limits, columns_of_a_header_are_fields_too) {
    struct Table {
        std::string_view parser, head, separator;
    };
    for (const Table& table : {Table{"csv", "", ","}, Table{"w3c", "#Fields: ", " "},
                               Table{"zeek", "#separator \\x09\n#fields\t", "\t"}}) {
        auto f = [&](size_t count, std::string_view want) {
            Reading reading(table.parser);
            std::string header(table.head), line;
            for (size_t i = 0; i < count; ++i) {
                if (i > 0) header += table.separator, line += table.separator;
                header += fmt::format("f{}", i), line += "x";
            }
            reading.header(header);
            EXPECT_EQ(reading.read(line), want) << table.parser << " " << count;
        };
        f(500, "event");
        f(model::event_fields_max, "event");
        f(model::event_fields_max + 1, "too_many_fields");
        f(model::event_fields_max * 10, table.parser == "zeek" ? "malformed" : "too_many_fields");
    }
}

TEST(Limits, a_name_has_a_length) {
    auto f = [&](std::string_view parser, std::string_view before, std::string_view behind,
                 std::string_view line) {
        const size_t limit = model::FieldNames::name_bytes_max;
        for (const auto& [bytes, want] : {std::pair<size_t, std::string_view>{limit, "event"},
                                          {limit + 1, "key_too_long"},
                                          {limit * 10, "key_too_long"}}) {
            Reading reading(parser);
            std::string text(before);
            const size_t before_name = parser == "syslog" ? 2 : 0;  // "i."
            text.append(bytes - before_name, 'n').append(behind);
            if (line.empty()) {
                EXPECT_EQ(reading.read(text), want) << parser << " " << bytes;
                continue;
            }
            reading.header(text);
            EXPECT_EQ(reading.read(line), want) << parser << " " << bytes;
        }
    };
    f("cef", "CEF:0|v|p|1|100|name|3|", "=1", "");
    f("leef", "LEEF:1.0|v|p|1|100|", "=1\ta=2", "");
    f("audit", "type=USER_LOGIN msg=audit(1767323045.678:1): ", "=1", "");
    f("syslog", "<13>1 2026-01-02T03:04:05Z - - - - [i ", "=\"1\"] m", "");
    f("zeek", "#separator \\x09\n#fields\tts\t", "\n#types\ttime\tstring", "1767323045.678\tx");
    f("w3c", "#Fields: date ", " c-ip", "2026-01-02 x 203.0.113.9");
}

}  // namespace
}  // namespace ward::ingest
