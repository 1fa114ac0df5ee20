// SPDX-License-Identifier: Apache-2.0
// Entities: the hosts, users, addresses, ... that an event speaks of, normalised so that findings
// of different logs share them. OCSF first; native names where a kind has no attribute. Names that
// every machine has (SYSTEM, localhost) are no entities: they would join what is not related.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "detect/detector.h"
#include "detect/entities.h"
#include "detect/sigma/address.h"
#include "detect/sigma/fold.h"

namespace ward::detect {

namespace {

using model::EntityKind;

constexpr size_t entity_kinds = 9;        // of model::EntityKind
constexpr size_t entities_max = 64;       // of one event
constexpr size_t value_bytes_max = 1024;  // longer values are no names
constexpr size_t values_of_field_max = 16;

struct Source {
    EntityKind kind;
    std::string_view name;
};

constexpr Source ocsf_paths[] = {
    {EntityKind::host, "device.hostname"},
    {EntityKind::host, "device.name"},
    {EntityKind::host, "dst_endpoint.hostname"},
    {EntityKind::host, "src_endpoint.hostname"},
    {EntityKind::user, "actor.user.name"},
    {EntityKind::user, "user.name"},
    {EntityKind::user, "actor.user.email_addr"},
    {EntityKind::process, "process.file.path"},
    {EntityKind::address, "src_endpoint.ip"},
    {EntityKind::address, "dst_endpoint.ip"},
    {EntityKind::address, "device.ip"},
    {EntityKind::file_hash, "process.file.hashes.value"},
    {EntityKind::file_hash, "file.hashes.value"},
    {EntityKind::file, "file.path"},
    {EntityKind::domain, "query.hostname"},
    {EntityKind::domain, "url.hostname"},
    {EntityKind::domain, "http_request.url.hostname"},
    {EntityKind::url, "http_request.url.url_string"},
    {EntityKind::url, "url.url_string"},
    {EntityKind::resource, "resources.uid"},
    {EntityKind::resource, "resource.uid"},
};

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

bool is_nothing(std::string_view value) {
    for (const auto word : {"-", "", "n/a", "null", "(null)", "unknown", "none", "?"})
        if (base::equals_ignore_case(value, word)) return true;
    return false;
}

// Accounts that every machine has, and the machines' own.
bool is_machine_account(std::string_view user) {
    if (user.ends_with('$')) return true;
    for (const auto word : {"system", "local service", "network service", "anonymous logon",
                            "local system", "iusr", "s-1-5-18", "s-1-5-19", "s-1-5-20"})
        if (user == word) return true;
    return user.starts_with("dwm-") || user.starts_with("umfd-");
}

std::string user_of(std::string_view text) {
    if (text.starts_with("arn:")) return std::string(text);  // letter case counts in there
    if (const size_t slash = text.rfind('\\'); slash != std::string_view::npos)
        text.remove_prefix(slash + 1);
    std::string user = sigma::fold(text.substr(0, text.find('@')));
    return is_machine_account(user) ? std::string() : user;
}

std::string host_of(std::string_view text) {
    while (text.starts_with('\\')) text.remove_prefix(1);
    if (const auto address = sigma::parse_address(text)) return {};  // an address is told as one
    const std::string host = sigma::fold(text.substr(0, text.find('.')));
    return host == "localhost" ? std::string() : host;
}

std::string address_of(std::string_view text) {
    if (text.starts_with("::ffff:") && text.find('.') != std::string_view::npos)
        text.remove_prefix(7);
    const auto address = sigma::parse_address(text);
    if (!address) return {};
    const auto& bytes = address->bytes;
    const bool any = std::ranges::all_of(bytes, [](uint8_t b) { return b == 0; });
    const bool six_loopback =
        address->length == 16 && bytes[15] == 1 &&
        std::all_of(bytes.begin(), bytes.end() - 1, [](uint8_t b) { return b == 0; });
    if (any || six_loopback || (address->length == 4 && bytes[0] == 127)) return {};
    return sigma::to_text(*address);
}

// "SHA1=..,MD5=..,SHA256=.." or a bare hash; of several the strongest.
std::string hash_of(std::string_view text) {
    std::string_view best;
    while (!text.empty()) {
        std::string_view one = base::trim(base::take_until(text, ','));
        if (const size_t equal = one.find('='); equal != std::string_view::npos) {
            if (base::equals_ignore_case(one.substr(0, equal), "imphash")) continue;
            one.remove_prefix(equal + 1);
        }
        if (one.size() > best.size()) best = one;
    }
    const bool hex = base::from_hex(best).has_value();
    const bool zero = best.find_first_not_of('0') == std::string_view::npos;
    return hex && !zero && best.size() >= 32 && best.size() <= 128 ? base::to_lower(best)
                                                                   : std::string();
}

std::string domain_of(std::string_view text) {
    while (text.ends_with('.')) text.remove_suffix(1);
    const std::string domain = sigma::fold(text);
    return domain.find('.') == std::string::npos || sigma::parse_address(domain) ? std::string()
                                                                                 : domain;
}

std::string normalise(EntityKind kind, std::string_view text) {
    text = base::trim(text);
    if (is_nothing(text) || text.size() > value_bytes_max) return {};
    switch (kind) {
        case EntityKind::host:
            return host_of(text);
        case EntityKind::user:
            return user_of(text);
        case EntityKind::address:
            return address_of(text);
        case EntityKind::file_hash:
            return hash_of(text);
        case EntityKind::domain:
            return domain_of(text);
        case EntityKind::process:
        case EntityKind::file:
            return sigma::fold(text);
        case EntityKind::url:
        case EntityKind::resource:
            return std::string(text);
    }
    return {};
}

using Fields = std::span<const model::Field>;

void add(std::vector<model::Entity>& out, EntityKind kind, Fields fields, model::FieldId id) {
    auto it = std::ranges::lower_bound(fields, id, std::less<>{},
                                       [](const model::Field& f) { return model::FieldId{f.id}; });
    for (size_t taken = 0; it != fields.end() && it->id == id && taken < values_of_field_max;
         ++it, ++taken) {
        model::Entity entity{kind, normalise(kind, it->text())};
        const bool known = std::ranges::find(out, entity) != out.end();
        if (!entity.value.empty() && !known && out.size() < entities_max)
            out.push_back(std::move(entity));
    }
}

std::vector<model::Entity> collect(const model::Batch& batch, const model::Event& event,
                                   std::span<const model::FieldId> ocsf,
                                   std::span<const model::FieldId> native) {
    std::vector<model::Entity> out;
    for (size_t i = 0; i < ocsf.size(); i++)
        add(out, ocsf_paths[i].kind, batch.ocsf(event), ocsf[i]);
    std::array<bool, entity_kinds> mapped{};
    for (const auto& entity : out) mapped[static_cast<size_t>(entity.kind)] = true;
    for (size_t i = 0; i < native.size(); i++) {
        const EntityKind kind = native_names[i].kind;
        if (!mapped[static_cast<size_t>(kind)]) add(out, kind, batch.fields(event), native[i]);
    }
    return out;
}

template <typename Resolve>
std::vector<model::FieldId> resolve(std::span<const Source> sources, const Resolve& id_of) {
    std::vector<model::FieldId> out;
    for (const auto& source : sources) out.push_back(id_of(source.name));
    return out;
}

}  // namespace

EntityFinder::EntityFinder(model::FieldNames& names) {
    const auto id_of = [&](std::string_view name) { return names.intern(name); };
    ocsf_ = resolve(ocsf_paths, id_of);
    native_ = resolve(native_names, id_of);
}

std::vector<model::Entity> EntityFinder::of(const model::Batch& batch,
                                            const model::Event& event) const {
    return collect(batch, event, ocsf_, native_);
}

std::vector<model::Entity> entities_of(const model::Batch& batch, const model::Event& event) {
    const auto id_of = [&](std::string_view name) {
        return batch.names().find(name).value_or(model::no_field);
    };
    return collect(batch, event, resolve(ocsf_paths, id_of), resolve(native_names, id_of));
}

}  // namespace ward::detect
