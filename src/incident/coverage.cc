// SPDX-License-Identifier: Apache-2.0
#include "incident/coverage.h"

#include <algorithm>

#include "base/text.h"

namespace ward::incident {

namespace {

constexpr std::string_view ocsf_names[] = {"device.hostname", "device.name"};
constexpr std::string_view native_names[] = {"Computer", "Hostname", "hostname", "host",
                                             "host.name"};

// The field ids of what names a host, as far as this process has met them.
struct HostFields {
    std::vector<model::FieldId> ocsf, native;
    std::optional<model::FieldId> class_uid;

    explicit HostFields(const model::FieldNames& names) : class_uid(names.find("class_uid")) {
        for (const auto name : ocsf_names)
            if (const auto id = names.find(name)) ocsf.push_back(*id);
        for (const auto name : native_names)
            if (const auto id = names.find(name)) native.push_back(*id);
    }

    std::string_view host_of(const model::Batch& batch, const model::Event& event) const {
        for (const auto id : ocsf)
            if (const auto* field = batch.find_ocsf(event, id)) return field->text();
        for (const auto id : native)
            if (const auto* field = batch.find(event, id)) return field->text();
        return {};
    }
};

// As detect names hosts: lower case, without the domain.
std::string host_name(std::string_view text) {
    return base::to_lower(text.substr(0, text.find('.')));
}

}  // namespace

void Coverage::observe(const model::Batch& batch) {
    const HostFields fields(batch.names());
    std::string_view last_text;  // events of one host mostly stand together
    Host* host = nullptr;
    for (const auto& event : batch.events()) {
        if (event.time_ns == base::no_time) continue;
        // A clock that is wrong must not make everyone else look silent.
        const bool is_future = event.received_ns != base::no_time &&
                               event.time_ns > event.received_ns + 3600 * base::second_ns;
        if (is_future) continue;
        last_ns_ = std::max(last_ns_, event.time_ns);
        const auto text = fields.host_of(batch, event);
        if (text.empty()) continue;
        if (text != last_text || host == nullptr) {
            const std::string name = host_name(text);
            const auto found = hosts_.find(name);
            if (found == hosts_.end() && hosts_.size() >= hosts_max) continue;
            host = found == hosts_.end() ? &hosts_[name] : &found->second;
            last_text = text;
        }
        host->last_ns = std::max(host->last_ns, event.time_ns);
        if (!fields.class_uid) continue;
        if (const auto* uid = batch.find_ocsf(event, *fields.class_uid))
            if (const auto number = base::parse_integer(uid->text()))
                if (host->classes.insert(*number).second) classes_.insert(*number);
    }
}

const Coverage::Host* Coverage::find(const std::string& host) const {
    const auto found = hosts_.find(host);
    return found == hosts_.end() ? nullptr : &found->second;
}

std::string Coverage::to_json() const {
    std::string text;
    base::JsonWriter out(text);
    out.begin_object();
    for (const auto& [name, host] : hosts_) {
        out.key(name).begin_array().value(host.last_ns);
        for (const auto uid : host.classes) out.value(uid);
        out.end_array();
    }
    out.end_object();
    return text;
}

void Coverage::read_json(const base::Json& json) {
    for (const auto& [name, values] : json.object()) {
        Host& host = hosts_[name];
        for (size_t i = 0; i < values.array().size(); ++i) {
            const int64_t value = values.array()[i].integer();
            if (i == 0)
                host.last_ns = std::max(host.last_ns, value), last_ns_ = std::max(last_ns_, value);
            else
                host.classes.insert(value), classes_.insert(value);
        }
    }
}

}  // namespace ward::incident
