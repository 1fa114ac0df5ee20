// SPDX-License-Identifier: Apache-2.0
// Entities: the hosts, users, addresses, ... that an event speaks of, normalised so that findings
// of different logs share them. OCSF first; native names where a kind has no attribute. Names that
// every machine has are no entities (entity_value.h).
#include <algorithm>
#include <array>

#include "base/text.h"
#include "detect/detector.h"
#include "detect/entities.h"
#include "detect/entity_value.h"

namespace ward::detect {

namespace {

using model::EntityKind;

constexpr size_t entity_kinds = 9;   // of model::EntityKind
constexpr size_t entities_max = 64;  // of one event
constexpr size_t values_of_field_max = 16;

struct Source {
    EntityKind kind;
    std::string_view name;
};

// Where an attribute would name what many events share without having to do with each other.
enum class Unless : uint8_t {
    never,
    web_server,  // a server's own name is in each of its requests
    resolver,    // all names are asked of the same name server
    firewall,    // the device that watches is no party
};

struct Attribute {
    EntityKind kind;
    std::string_view name;
    Unless unless = Unless::never;
};

constexpr Attribute ocsf_paths[] = {
    {EntityKind::host, "device.hostname", Unless::firewall},
    {EntityKind::host, "device.name", Unless::firewall},
    {EntityKind::user, "actor.user.name"},
    {EntityKind::user, "user.name"},
    {EntityKind::user, "process.user.name"},
    {EntityKind::user, "users.0.name"},
    {EntityKind::user, "email.to.0"},
    {EntityKind::user, "evidences.0.user.name"},
    {EntityKind::user, "evidences.0.actor.user.name"},
    {EntityKind::process, "process.file.path"},
    {EntityKind::address, "src_endpoint.ip"},
    {EntityKind::address, "dst_endpoint.ip", Unless::resolver},
    {EntityKind::address, "device.ip", Unless::firewall},
    {EntityKind::address, "evidences.0.src_endpoint.ip"},
    {EntityKind::address, "evidences.0.dst_endpoint.ip"},
    {EntityKind::file, "file.path"},
    {EntityKind::file, "evidences.0.file.path"},
    {EntityKind::domain, "query.hostname"},
    {EntityKind::domain, "evidences.0.query.hostname"},
    {EntityKind::domain, "http_request.url.hostname", Unless::web_server},
    {EntityKind::url, "http_request.url.url_string"},
    {EntityKind::resource, "resources.0.uid"},
    {EntityKind::resource, "databucket.name"},
};

// A host where it is one of ours, a domain where it is elsewhere.
constexpr std::string_view endpoint_names[] = {"dst_endpoint.hostname", "src_endpoint.hostname",
                                               "src_endpoint.name"};

// Processes by the names that are given once, and the program of each: what is started by a program
// that starts everything has nothing to do with what else that program starts.
constexpr std::pair<std::string_view, std::string_view> process_ids[] = {
    {"process.uid", "process.name"},
    {"process.parent_process.uid", "process.parent_process.name"},
    {"actor.process.uid", "actor.process.name"},
};

bool is_common_ancestor(std::string_view program) {
    for (const auto name : {"explorer.exe", "services.exe", "svchost.exe", "winlogon.exe",
                            "userinit.exe", "wininit.exe", "taskeng.exe", "smss.exe", "system"})
        if (base::equals_ignore_case(program, name)) return true;
    return false;
}

// Lists of hashes; the strongest one is the file's.
constexpr std::string_view hash_lists[] = {"process.file.hashes", "file.hashes",
                                           "module.file.hashes", "driver.file.hashes"};
constexpr size_t hashes_max = 4;  // MD5, SHA-1, SHA-256 and Imphash

constexpr Source native_names[] = {
    {EntityKind::host, "Computer"},
    {EntityKind::host, "host"},
    {EntityKind::host, "hostname"},
    {EntityKind::host, "host.name"},
    {EntityKind::host, "HostName"},
    {EntityKind::host, "WorkstationName"},
    {EntityKind::user, "SubjectUserName"},
    {EntityKind::user, "TargetUserName"},
    {EntityKind::user, "User"},
    {EntityKind::user, "user"},
    {EntityKind::user, "username"},
    {EntityKind::user, "user.name"},
    {EntityKind::user, "userName"},
    {EntityKind::user, "userIdentity.userName"},
    {EntityKind::user, "userIdentity.arn"},
    {EntityKind::user, "userPrincipalName"},
    {EntityKind::user, "properties.userPrincipalName"},
    {EntityKind::user, "caller"},
    {EntityKind::user, "actor"},
    {EntityKind::user, "actor.alternateId"},
    {EntityKind::user, "protoPayload.authenticationInfo.principalEmail"},
    {EntityKind::user, "acct"},
    {EntityKind::process, "Image"},
    {EntityKind::process, "NewProcessName"},
    {EntityKind::process, "exe"},
    {EntityKind::address, "IpAddress"},
    {EntityKind::address, "SourceIp"},
    {EntityKind::address, "DestinationIp"},
    {EntityKind::address, "SourceAddress"},
    {EntityKind::address, "DestAddress"},
    {EntityKind::address, "ClientAddress"},
    {EntityKind::address, "src_ip"},
    {EntityKind::address, "dest_ip"},
    {EntityKind::address, "dst_ip"},
    {EntityKind::address, "src"},
    {EntityKind::address, "dst"},
    {EntityKind::address, "id.orig_h"},
    {EntityKind::address, "id.resp_h"},
    {EntityKind::address, "sourceIPAddress"},
    {EntityKind::address, "ipAddress"},
    {EntityKind::address, "callerIpAddress"},
    {EntityKind::address, "client.ipAddress"},
    {EntityKind::address, "actor_ip"},
    {EntityKind::address, "client_ip"},
    {EntityKind::address, "c-ip"},
    {EntityKind::address, "remote_addr"},
    {EntityKind::address, "addr"},
    {EntityKind::address, "rhost"},
    {EntityKind::file_hash, "Hashes"},
    {EntityKind::file_hash, "sha256"},
    {EntityKind::file, "TargetFilename"},
    {EntityKind::domain, "QueryName"},
    {EntityKind::domain, "query"},
    {EntityKind::domain, "dns.rrname"},
    {EntityKind::url, "url"},
    {EntityKind::resource, "requestParameters.bucketName"},
    {EntityKind::resource, "resourceId"},
};

using Fields = std::span<const model::Field>;

void add_one(std::vector<model::Entity>& out, EntityKind kind, std::string_view text) {
    model::Entity entity{kind, normalise(kind, text)};
    if (!entity.value.empty() && out.size() < entities_max &&
        std::ranges::find(out, entity) == out.end())
        out.push_back(std::move(entity));
}

void add(std::vector<model::Entity>& out, EntityKind kind, Fields fields, model::FieldId id) {
    auto it = std::ranges::lower_bound(fields, id, std::less<>{},
                                       [](const model::Field& f) { return model::FieldId{f.id}; });
    for (size_t taken = 0; it != fields.end() && it->id == id && taken < values_of_field_max;
         ++it, ++taken) {
        add_one(out, kind, it->text());
    }
}

class Collecting {
public:
    Collecting(const model::Batch& batch, const model::Event& event,
               const EntityFinder::Names& names)
        : batch_(batch), event_(event), names_(names), class_(text(names.class_uid)) {}

    std::vector<model::Entity> run() {
        for (size_t i = 0; i < names_.ocsf.size(); i++)
            if (is_meant(ocsf_paths[i].unless))
                add(out_, ocsf_paths[i].kind, batch_.ocsf(event_), names_.ocsf[i]);
        for (const auto id : names_.endpoints) add_endpoint(text(id));
        for (const auto& [uid, program] : process_ids)
            if (!is_common_ancestor(batch_.ocsf_text(event_, program)))
                add_one(out_, EntityKind::process, batch_.ocsf_text(event_, uid));
        for (const auto& list : names_.hashes) add_hash(list);
        std::array<bool, entity_kinds> mapped{};
        for (const auto& entity : out_) mapped[static_cast<size_t>(entity.kind)] = true;
        if (event_.ocsf_count > 0 && !is_meant(Unless::firewall))
            mapped[static_cast<size_t>(EntityKind::host)] = true;
        for (size_t i = 0; i < names_.native.size(); i++) {
            const EntityKind kind = native_names[i].kind;
            if (!mapped[static_cast<size_t>(kind)])
                add(out_, kind, batch_.fields(event_), names_.native[i]);
        }
        return std::move(out_);
    }

private:
    std::string_view text(model::FieldId id) const {
        const auto* field = id == model::no_field ? nullptr : batch_.find_ocsf(event_, id);
        return field == nullptr ? std::string_view() : field->text();
    }

    bool is_meant(Unless unless) const {
        switch (unless) {
            case Unless::never:
                return true;
            case Unless::web_server:
                return event_.source.category != "webserver";
            case Unless::resolver:
                return class_ != "4003";
            case Unless::firewall:
                return event_.source.category != "firewall";
        }
        return true;
    }

    void add_endpoint(std::string_view name) {
        if (name.empty()) return;
        const bool is_login = class_ == "3002" || class_ == "4005" || class_ == "4006";
        if (is_login || is_inside(name, text(names_.device)))
            add_one(out_, EntityKind::host, name);
        else if (is_meant(Unless::web_server))
            add_one(out_, EntityKind::domain, name);
    }

    void add_hash(const EntityFinder::HashList& list) {
        std::string_view best;
        for (size_t i = 0; i < list.values.size(); ++i) {
            const std::string_view value = text(list.values[i]);
            const bool is_of_imports = text(list.algorithms[i]) == "Imphash";
            if (!is_of_imports && value.size() > best.size()) best = value;
        }
        if (!best.empty()) add_one(out_, EntityKind::file_hash, best);
    }

    const model::Batch& batch_;
    const model::Event& event_;
    const EntityFinder::Names& names_;
    std::string_view class_;
    std::vector<model::Entity> out_;
};

template <typename IdOf>
EntityFinder::Names resolve(const IdOf& id_of) {
    EntityFinder::Names out;
    for (const auto& attribute : ocsf_paths) out.ocsf.push_back(id_of(attribute.name));
    for (const auto& source : native_names) out.native.push_back(id_of(source.name));
    for (const auto name : endpoint_names) out.endpoints.push_back(id_of(name));
    for (const auto list : hash_lists) {
        auto& ids = out.hashes.emplace_back();
        for (size_t i = 0; i < hashes_max; ++i) {
            const std::string element = std::string(list) + '.' + std::to_string(i);
            ids.values.push_back(id_of(element + ".value"));
            ids.algorithms.push_back(id_of(element + ".algorithm"));
        }
    }
    out.class_uid = id_of("class_uid"), out.device = id_of("device.hostname");
    return out;
}

}  // namespace

EntityFinder::EntityFinder(model::FieldNames& names)
    : names_(resolve([&](std::string_view name) { return names.intern(name); })) {}

std::vector<model::Entity> EntityFinder::of(const model::Batch& batch,
                                            const model::Event& event) const {
    return Collecting(batch, event, names_).run();
}

std::vector<model::Entity> entities_of(const model::Batch& batch, const model::Event& event) {
    const auto names = resolve(
        [&](std::string_view name) { return batch.names().find(name).value_or(model::no_field); });
    return Collecting(batch, event, names).run();
}

}  // namespace ward::detect
