// SPDX-License-Identifier: Apache-2.0
// Entities of events that are mapped to OCSF: what ties findings, and what must not.
#include "detect/entities.h"

#include <gtest/gtest.h>

#include "detect/entity_value.h"

namespace ward::detect {
namespace {

using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;

std::string entities(const Attributes& attributes, std::string_view category = {}) {
    model::FieldNames names;
    const EntityFinder finder(names);
    model::Batch batch(names);
    batch.add("other", "x");
    model::Event event;
    event.source.category = category;
    model::Event* finished = batch.finish(event);
    std::vector<model::Field> fields;
    for (const auto& [name, value] : attributes)
        fields.push_back({names.intern(name) & model::no_field, model::ValueKind::text,
                          static_cast<uint32_t>(value.size()), value.data()});
    batch.set_ocsf(*finished, fields);
    std::string out;
    for (const auto& entity : finder.of(batch, *finished))
        out += std::string(to_text(entity.kind)) + " " + entity.value + "; ";
    return out;
}

TEST(OcsfEntities, name_the_parties) {
    EXPECT_EQ(entities({{"class_uid", "1007"},
                        {"device.hostname", "PC-07.example.com"},
                        {"actor.user.name", "ann"},
                        {"process.user.name", "SYSTEM"},
                        {"process.file.path", "C:\\a\\b.exe"}}),
              "host pc-07; user ann; process c:\\a\\b.exe; ");
    EXPECT_EQ(entities({{"class_uid", "2004"},
                        {"evidences.0.src_endpoint.ip", "203.0.113.9"},
                        {"evidences.0.user.name", "EXAMPLE\\ann"}}),
              "user ann; address 203.0.113.9; ");
}

TEST(OcsfEntities, take_the_strongest_hash_and_none_of_imports) {
    const std::string md5(32, 'a'), sha(64, 'b'), imports(32, 'c');
    EXPECT_EQ(entities({{"file.hashes.0.value", md5},
                        {"file.hashes.0.algorithm", "MD5"},
                        {"file.hashes.1.value", sha},
                        {"file.hashes.1.algorithm", "SHA-256"}}),
              "file_hash " + sha + "; ");
    EXPECT_EQ(entities({{"file.hashes.0.value", imports}, {"file.hashes.0.algorithm", "Imphash"}}),
              "");
}

TEST(OcsfEntities, tell_hosts_from_domains) {
    const auto f = [](std::string_view class_uid, std::string_view name, std::string_view want) {
        EXPECT_EQ(entities({{"class_uid", class_uid},
                            {"device.hostname", "pc-07.corp.example"},
                            {"dst_endpoint.hostname", name}}),
                  "host pc-07; " + std::string(want))
            << name;
    };
    f("4001", "dc-01.corp.example", "host dc-01; ");
    f("4001", "dc-01", "host dc-01; ");
    f("4001", "www.example.org", "domain www.example.org; ");
    f("3002", "files.other.example", "host files; ");
    f("4001", "localhost", "");
    f("4001", "192.0.2.4", "");
}

TEST(OcsfEntities, leave_out_what_everybody_shares) {
    EXPECT_EQ(entities({{"http_request.url.hostname", "www.example.com"},
                        {"dst_endpoint.hostname", "www.example.com"},
                        {"src_endpoint.ip", "203.0.113.9"}},
                       "webserver"),
              "address 203.0.113.9; ");
    EXPECT_EQ(entities({{"http_request.url.hostname", "www.example.com"}}, "proxy"),
              "domain www.example.com; ");
    EXPECT_EQ(entities({{"class_uid", "4003"},
                        {"query.hostname", "www.example.com"},
                        {"dst_endpoint.ip", "192.0.2.53"}}),
              "domain www.example.com; ");
    EXPECT_EQ(
        entities({{"device.hostname", "fw-01"}, {"src_endpoint.ip", "203.0.113.9"}}, "firewall"),
        "address 203.0.113.9; ");
}

TEST(EntityValue, is_empty_for_what_every_machine_has) {
    using model::EntityKind;
    for (const auto name :
         {"SYSTEM", "NT AUTHORITY\\SYSTEM", "PC-07$", "EXAMPLE\\PC-07$", "-", "", "LOCAL SERVICE",
          "DWM-1", "UMFD-0", "ANONYMOUS LOGON", "S-1-5-18", "S-1-0-0", "unset", "4294967295", "?"})
        EXPECT_EQ(normalise(EntityKind::user, name), "") << name;
    for (const auto address :
         {"0.0.0.0", "::", "::1", "127.0.0.1", "127.9.9.9", "-", "localhost", "::ffff:127.0.0.1"})
        EXPECT_EQ(normalise(EntityKind::address, address), "") << address;
    for (const auto host : {"localhost", "localhost.localdomain", "-", "192.0.2.1", "WORKSTATION"})
        EXPECT_EQ(normalise(EntityKind::host, host), "") << host;
    EXPECT_EQ(normalise(EntityKind::user, "EXAMPLE\\Ann"), "ann");
    EXPECT_EQ(normalise(EntityKind::domain, "WWW.Example.COM."), "www.example.com");
}

}  // namespace
}  // namespace ward::detect
