// SPDX-License-Identifier: Apache-2.0
// The keys of ward.toml, each once: path, meaning, and how it is read. Nothing here opens what it
// names.
#include "app/config.h"

#include <fmt/format.h>

#include <functional>

#include "base/file.h"
#include "base/toml.h"

namespace ward::app {

namespace {

using base::Json;

// How a key's value is put into a Config; the text says what was expected if it cannot be.
struct Key {
    std::string_view path, sample, meaning;
    std::string_view (*read)(const Json& value, Config& config);
};

template <std::string Config::* member>
std::string_view read_text(const Json& value, Config& config) {
    if (!value.is_string()) return "a text in quotes";
    config.*member = value.text();
    return {};
}

template <int64_t Config::* member>
std::string_view read_count(const Json& value, Config& config) {
    if (!value.is_integer() || value.integer() < 0) return "a number, 0 or more";
    config.*member = value.integer();
    return {};
}

std::string_view read_rules(const Json& value, Config& config) {
    if (!value.is_array()) return "a list of paths";
    for (const auto& item : value.array()) config.rules.emplace_back(item.text());
    return {};
}

std::string_view read_follow(const Json& value, Config& config) {
    if (!value.is_array()) return "a list of tables [[follow]]";
    for (const auto& item : value.array()) {
        FollowedPath one{std::string(item["path"].text()), std::string(item["source"].text()),
                         std::string(item["format"].text())};
        if (one.path.empty()) return "a path in each [[follow]]";
        config.follow.push_back(std::move(one));
    }
    return {};
}

std::string_view read_placeholders(const Json& value, Config& config) {
    for (const auto& [name, list] : value.object()) {
        auto& slot = config.placeholders.emplace_back(name, std::vector<std::string>{});
        for (const auto& item : list.array()) slot.second.emplace_back(item.text());
        if (slot.second.empty()) return "a list of texts for each placeholder";
    }
    return {};
}

constexpr Key keys[] = {
    {"data", "\"ward-data\"", "the folder that holds everything", read_text<&Config::data>},
    {"listen", "\"127.0.0.1:8710\"",
     "console, API and HTTP receivers; keep to loopback unless TLS is on",
     read_text<&Config::listen>},
    {"rules", "[]", "Sigma files and folders; empty: the shipped and the installed ones",
     read_rules},
    {"tls.certificate", "\"\"",
     "PEM file with the certificate chain; with a key, HTTP becomes HTTPS",
     read_text<&Config::tls_certificate>},
    {"tls.key", "\"\"", "PEM file with the private key", read_text<&Config::tls_key>},
    {"receivers.syslog.udp", "\"\"", "HOST:PORT for syslog over UDP; empty: off",
     read_text<&Config::syslog_udp>},
    {"receivers.syslog.tcp", "\"\"", "HOST:PORT for syslog over TCP, both framings",
     read_text<&Config::syslog_tcp>},
    {"receivers.syslog.tls", "\"\"", "HOST:PORT for syslog over TLS, with the certificate above",
     read_text<&Config::syslog_tls>},
    {"retention.days", "90", "days that events are kept; 0: for ever",
     read_count<&Config::retention_days>},
    {"retention.bytes", "0", "bytes that events may take; the oldest days go first; 0: no limit",
     read_count<&Config::retention_bytes>},
    {"limits.body_bytes", "8388608", "largest HTTP body that is taken",
     read_count<&Config::body_bytes_max>},
    {"limits.journal_backlog_bytes", "17179869184",
     "bytes received but not yet worked through, above which receivers say 'later'",
     read_count<&Config::journal_backlog_bytes_max>},
    {"placeholders", "{}", "values of Sigma placeholders: name = [\"value\", ...]",
     read_placeholders},
    {"follow", "[]",
     "files and folders to follow: [[follow]] with path, and source and format if wanted",
     read_follow},
};

const Key* find_key(std::string_view path) {
    for (const auto& key : keys)
        if (key.path == path) return &key;
    return nullptr;
}

bool is_prefix_of_a_key(const std::string& path) {
    for (const auto& key : keys)
        if (key.path.starts_with(path + ".")) return true;
    return false;
}

void read_table(const base::TomlDocument& document, const Json& table, const std::string& prefix,
                Config& config, base::Diagnostics& diagnostics) {
    for (const auto& [name, value] : table.object()) {
        const std::string path = prefix.empty() ? name : prefix + "." + name;
        const auto place = document.places.find(path);
        const base::Place at = place == document.places.end() ? base::Place{} : place->second;
        if (const Key* key = find_key(path)) {
            const auto wanted = key->read(value, config);
            if (!wanted.empty())
                diagnostics.error(at, fmt::format("'{}' must be {}", path, wanted));
        } else if (value.is_object() && is_prefix_of_a_key(path)) {
            read_table(document, value, path, config, diagnostics);
        } else {
            std::vector<std::string_view> known;
            for (const auto& one : keys) known.push_back(one.path);
            const auto near = base::nearest(path, known);
            diagnostics.error(at, fmt::format("unknown key '{}'", path),
                              near.empty() ? "" : fmt::format("did you mean '{}'?", near));
        }
    }
}

}  // namespace

Config parse_config(std::string_view text, const std::string& file,
                    base::Diagnostics& diagnostics) {
    Config config;
    const auto document = base::parse_toml(text, file, diagnostics);
    read_table(document, document.root, "", config, diagnostics);
    if (config.tls_certificate.empty() != config.tls_key.empty())
        diagnostics.error({file, 0, 0}, "tls needs both a certificate and a key");
    return config;
}

Config read_config(const std::string& file, base::Diagnostics& diagnostics) {
    constexpr size_t config_bytes_max = 1 << 20;
    const auto text = base::read_file(file, config_bytes_max);
    if (text.ok()) return parse_config(*text, file, diagnostics);
    diagnostics.error({file, 0, 0}, text.error().text);
    return {};
}

std::string sample_config() {
    std::string out = "# ward.toml: every key with its default. Remove what you do not change.\n";
    std::string table;
    for (const auto& key : keys) {
        const size_t dot = key.path.rfind('.');
        const std::string_view in =
            dot == std::string_view::npos ? std::string_view{} : key.path.substr(0, dot);
        if (in != table && !in.empty()) out += fmt::format("\n[{}]\n", in);
        const std::string_view name =
            dot == std::string_view::npos ? key.path : key.path.substr(dot + 1);
        if (in.empty() && !table.empty()) continue;  // tables at the end are described in the docs
        table = in;
        out += fmt::format("# {}\n{} = {}\n", key.meaning, name, key.sample);
    }
    return out;
}

}  // namespace ward::app
