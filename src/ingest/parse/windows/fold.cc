// SPDX-License-Identifier: Apache-2.0
// Folding: tells the dialect by names, renames in place, re-renders the values that dialects write
// otherwise, and regains what they moved.
#include "ingest/parse/windows/fold.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "ingest/parse/windows/event_xml.h"
#include "ingest/parse/windows/regain.h"

namespace ward::ingest::windows {

namespace {

using Kind = Renamed::Kind;

bool is_xml(std::string_view text) {
    return text.size() > 16 && text[0] == '<' &&
           (begins_event(text) || text.starts_with("<DataItem") || text.starts_with("<EventData"));
}

bool has_xml(model::Batch& out) {
    return std::ranges::any_of(out.open(), [](const auto& field) { return is_xml(field.text()); });
}

Dialect dialect_of(model::Batch& out, const Told& told) {
    const NameMarks& marks = told.names;
    if (told.has_no_name) return Dialect::none;
    if (marks.special == Dialect::none && told.has_markup && has_xml(out)) return Dialect::xml;
    if (marks.special == Dialect::winlogbeat_6)
        return marks.has_number && marks.has_channel ? marks.special : Dialect::none;
    if (marks.special != Dialect::none) return marks.special;
    if (!marks.has_channel && !marks.has_provider) return Dialect::none;
    if (marks.has_number) return marks.has_native ? Dialect::plain : Dialect::flat;
    const bool is_get_winevent = marks.has_level_name && marks.has_channel && marks.has_provider;
    return is_get_winevent ? Dialect::flat : Dialect::none;
}

// A field that is not wanted any more has no name until drop_unwanted() takes it out.
void mark_unwanted(model::Field& field) {
    field.id = model::no_field;
}
void drop_unwanted(model::Batch& out) {
    const auto open = out.open();
    size_t kept = 0;
    for (const model::Field& field : open)
        if (field.id != model::no_field) open[kept++] = field;
    out.truncate_open(kept);
}

bool is_guid(std::string_view text) {
    if (text.size() != 36) return false;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        const bool is_digit = base::is_digit(c) || (c >= 'A' && c <= 'F');
        if (is_dash ? c != '-' : !is_digit) return false;
    }
    return true;
}

// evtx_dump leaves out the braces of GUIDs; it writes them in capitals, as no program's text does.
void add_braces(model::Batch& out, model::Field& field) {
    if (!is_guid(field.text())) return;
    const std::string_view bare = field.text();
    char* const made = out.arena().allocate(bare.size() + 2);
    made[0] = '{', made[bare.size() + 1] = '}';
    std::memcpy(made + 1, bare.data(), bare.size());
    field.text_data = made, field.text_bytes = static_cast<uint32_t>(bare.size() + 2);
}

// NXLog writes the mask of keywords as a signed number.
void render_keywords(model::Batch& out) {
    model::Field* const field = find_open(out, "Keywords");
    if (field == nullptr || field->text().starts_with("0x")) return;
    uint64_t mask = 0;
    if (const auto number = base::parse_integer(field->text())) {
        mask = static_cast<uint64_t>(*number);
    } else {
        const std::string_view text = field->text();
        const auto read = std::from_chars(text.data(), text.data() + text.size(), mask);
        if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size()) return;
    }
    char* const made = out.arena().allocate(18);
    made[0] = '0', made[1] = 'x';
    const char* const end = std::to_chars(made + 2, made + 18, mask, 16).ptr;
    field->text_data = made, field->text_bytes = static_cast<uint32_t>(end - made);
    field->kind = model::ValueKind::text;
}

class Fold {
public:
    Fold(model::Batch& out, Dialect dialect) : out_(out), dialect_(dialect) {}

    void names() {
        // NXLog: Opcode is a word, and OpcodeValue what Windows calls Opcode
        if (dialect_ == Dialect::flat && find_open(out_, "OpcodeValue") != nullptr)
            if (model::Field* const word = find_open(out_, "Opcode"))
                word->id = out_.intern("RenderingInfo_Opcode") & model::no_field;
        const auto open = out_.open();
        for (model::Field& field : open) {
            const std::string_view name = out_.names().name(field.id);
            const Renamed renamed = rename(dialect_, name, made_);
            if (is_empty_of_system(name, field)) {
                mark_unwanted(field);
                continue;
            }
            switch (renamed.kind) {
                case Kind::same:
                    break;
                case Kind::dropped:
                    mark_unwanted(field);
                    break;
                case Kind::data_name:
                    data_name_ = field.text(), mark_unwanted(field);
                    break;
                case Kind::data_text:
                    take(field, data_name_.empty() ? renamed.name : data_name_);
                    data_name_ = {};
                    break;
                case Kind::name:
                    take(field, renamed.name);
                    break;
            }
        }
        drop_unwanted(out_);
    }

    // A name with blanks is also there without them.
    void compact_names() {
        const size_t count = out_.open_fields();
        for (size_t i = 0; i < count && out_.open_fields() < model::event_fields_max; ++i) {
            const model::Field field = out_.open()[i];
            const model::FieldId compact = compact_id(out_.names().name(field.id), out_);
            if (compact == model::no_field || has(compact)) continue;
            out_.add(compact, field.text(), field.kind);
        }
    }

private:
    // <Correlation/> is null in JSON and nothing natively.
    bool is_empty_of_system(std::string_view name, const model::Field& field) const {
        if (dialect_ != Dialect::tree || field.kind != model::ValueKind::null) return false;
        return name.starts_with("Event.System.") || name.starts_with("System.");
    }

    void take(model::Field& field, std::string_view name) {
        const model::FieldId id = out_.intern(name);
        if (id == model::no_field) return;
        // Senders' names give way to native ones that are there too; lists stay together.
        const bool is_next_of_list = field.id == taken_from_ && id == taken_to_;
        if (dialect_ == Dialect::flat && !is_next_of_list && has(id)) return;
        taken_from_ = field.id, taken_to_ = id;
        field.id = id & model::no_field;
        if (dialect_ == Dialect::tree) add_braces(out_, field);
    }

    bool has(model::FieldId id) {
        for (const model::Field& field : out_.open())
            if (field.id == id) return true;
        return false;
    }

    model::Batch& out_;
    Dialect dialect_;
    std::string made_;
    std::string_view data_name_;
    model::FieldId taken_from_ = model::no_field, taken_to_ = model::no_field;
};

// ---- the XML in a string

// Where the element begins that is read, and at what place.
std::pair<size_t, Place> element_in(std::string_view text) {
    const size_t event = find_event(text, 0);
    if (event != std::string_view::npos) return {event, Place::root};
    return {text.find("<EventData"), Place::event};
}

// What the XML says replaces what the sender extracted from it under the same names.
void drop_repeated(model::Batch& out, size_t first_of_xml) {
    const auto open = out.open();
    for (size_t i = 0; i < first_of_xml; ++i)
        for (size_t j = first_of_xml; j < open.size(); ++j)
            if (open[i].id == open[j].id) {
                mark_unwanted(open[i]);
                break;
            }
    drop_unwanted(out);
}

bool expand_xml(model::Batch& out) {
    const size_t count = out.open_fields();
    for (size_t i = 0; i < count; ++i) {
        const model::Field field = out.open()[i];
        if (!is_xml(field.text())) continue;
        const auto [at, place] = element_in(field.text());
        if (at == std::string_view::npos) continue;
        const XmlOutcome read = read_element(field.text(), at, place, out);
        if (read.fault != nullptr || out.open_fields() == count) {
            out.truncate_open(count);
            continue;
        }
        mark_unwanted(out.open()[i]);
        drop_unwanted(out);
        drop_repeated(out, count - 1);
        return true;
    }
    return false;
}

// ---- what follows from the names

struct Level {
    std::string_view word, number;
};

// The level that Winlogbeat and NXLog write as a word. Audits have none, whatever they write.
void regain_level(model::Batch& out) {
    if (find_open(out, "Level") != nullptr) return;
    const model::Field* word = find_open(out, "log.level");
    if (word == nullptr) word = find_open(out, "RenderingInfo_Level");
    if (word == nullptr) word = find_open(out, "EventType");
    if (word == nullptr) return;
    constexpr Level levels[] = {
        {"critical", "1"},    {"error", "2"},         {"warning", "3"},
        {"information", "4"}, {"info", "4"},          {"informational", "4"},
        {"verbose", "5"},     {"audit_success", "0"}, {"audit_failure", "0"}};
    const model::Field* const channel = find_open(out, "Channel");
    const bool is_audit = channel != nullptr && channel->text() == "Security";
    for (const Level& level : levels)
        if (base::equals_ignore_case(word->text(), level.word))
            return out.add("Level", is_audit ? "0" : level.number, model::ValueKind::integer);
}

void rename_if_missing(model::Batch& out, std::string_view from, std::string_view to) {
    if (find_open(out, to) != nullptr) return;
    const model::Field* const field = find_open(out, from);
    if (field != nullptr) out.add(to, field->text(), field->kind);
}

void regain_from_beat(model::Batch& out) {
    rename_if_missing(out, "event.code", "EventID");
    rename_if_missing(out, "event.provider", "Provider_Name");
    rename_if_missing(out, "host.name", "Computer");
    rename_if_missing(out, "@timestamp", "TimeCreated_SystemTime");
    regain_from_ecs(out);
}

}  // namespace

Told Told::of(model::Batch& out) {
    Told told;
    for (const model::Field& field : out.open()) {
        const bool has_name = field.id != model::no_field;
        told.add(has_name ? marks_of(out.names().name(field.id)) : NameMarks{}, field.id,
                 field.text());
    }
    return told;
}

bool fold(model::Batch& out, const Told& told, model::Event& event) {
    Dialect dialect = dialect_of(out, told);
    if (dialect == Dialect::none) return false;
    if (dialect == Dialect::xml) {
        if (!expand_xml(out)) return false;
        if (find_open(out, "Channel") == nullptr) dialect = Dialect::flat;  // only the event data
    }
    Fold folding(out, dialect);
    if (dialect != Dialect::plain && dialect != Dialect::xml) folding.names();
    if (dialect == Dialect::winlogbeat || dialect == Dialect::winlogbeat_6) regain_from_beat(out);
    if (dialect == Dialect::flat) regain_from_message(out);
    if (dialect != Dialect::plain) render_keywords(out), regain_level(out);
    if (dialect != Dialect::plain || told.names.has_blank) folding.compact_names();
    classify(out, event);
    if (dialect == Dialect::flat) regain_time(out, event);
    return true;
}

}  // namespace ward::ingest::windows
