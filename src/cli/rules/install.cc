// SPDX-License-Identifier: Apache-2.0
// Installs rule packs. Names in archives are attacker input: each part must be a plain file name,
// and what is written lies below the pack's own folder.
#include "cli/rules/install.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "base/archive.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "detect/sigma/load.h"

namespace ward::cli {

namespace {

constexpr size_t pack_files_max = 50'000;  // SigmaHQ has some 4,000
constexpr uint64_t pack_bytes_max = uint64_t{256} << 20;
constexpr size_t path_parts_max = 16;
constexpr size_t version_bytes_max = 64;
constexpr size_t name_bytes_max = 100;  // of one part of a path

bool is_rule_file(std::string_view name) {
    const auto lower = base::to_lower(name);
    return lower.ends_with(".yml") || lower.ends_with(".yaml");
}

std::string safe(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool good = base::is_alpha(c) || base::is_digit(c) || c == '_' || c == '-' ||
                          (c == '.' && !out.ends_with('.'));
        if (good && !(out.empty() && !base::is_alpha(c) && !base::is_digit(c)))
            out += c;
        else if (!out.empty() && !out.ends_with('_'))
            out += '_';
    }
    return out.substr(0, name_bytes_max);
}

// The files of a pack by path, in memory: packs are small, and a fault then leaves no trace.
struct Pack {
    std::map<std::string, std::string> files;
    std::string version;
    size_t left_out = 0;
    uint64_t bytes = 0;

    base::Result<void> add(std::string_view name, std::string_view text) {
        while (name.starts_with("./")) name.remove_prefix(2);
        if (name == "version.txt" || name.ends_with("/version.txt")) read_version(text);
        const std::string path = is_rule_file(name) ? safe_path(name) : std::string();
        if (path.empty() || text.size() > detect::sigma::rule_file_bytes_max ||
            files.contains(path)) {
            left_out++;
            return {};
        }
        bytes += text.size();
        if (files.size() >= pack_files_max || bytes > pack_bytes_max)
            return base::Error{base::ErrorKind::limit,
                               fmt::format("cannot install rules: over {} files or {} bytes",
                                           pack_files_max, pack_bytes_max)};
        files.emplace(path, text);
        return {};
    }

    void read_version(std::string_view text) {
        text = base::trim(text.substr(0, version_bytes_max));
        text = text.substr(0, text.find_first_of("\r\n"));
        if (const size_t colon = text.rfind(' '); colon != std::string_view::npos)
            text.remove_prefix(colon + 1);
        if (base::is_file_name(text)) version = text;
    }

    // Each part made a plain file name; empty for what climbs, hides or cannot be named.
    static std::string safe_path(std::string_view name) {
        const auto parts = base::split(name, '/');
        std::string out;
        if (parts.size() > path_parts_max) return out;
        for (const auto part : parts) {
            const std::string plain = base::is_file_name(part) ? std::string(part) : safe(part);
            if (part.starts_with('.') || !base::is_file_name(plain)) return {};
            out += (out.empty() ? "" : "/") + plain;
        }
        return is_rule_file(out) ? out : std::string();
    }
};

base::Result<void> read_folder(const std::string& source, Pack& pack) {
    TRY(const auto files, base::list_files(source));
    for (const auto& file : files) {
        std::string_view name = file;
        name.remove_prefix(source.size());
        while (name.starts_with('/')) name.remove_prefix(1);
        if (!is_rule_file(name) && !name.ends_with("version.txt")) {
            pack.left_out++;
            continue;
        }
        TRY(const std::string text, base::read_file(file, detect::sigma::rule_file_bytes_max));
        TRY_DO(pack.add(name, text));
    }
    return {};
}

base::Result<void> write_pack(const Pack& pack, const std::string& folder) {
    for (const auto& [name, text] : pack.files) {
        const std::string path = folder + "/" + name;
        TRY_DO(base::make_folders(path.substr(0, path.rfind('/'))));
        TRY_DO(base::write_file_atomically(path, text));
    }
    return base::sync_folder(folder);
}

// The old pack of that name gives way as a whole; a crash leaves one or the other.
base::Result<void> replace(const std::string& fresh, const std::string& folder) {
    std::error_code error;
    const std::string old = folder + ".old";
    std::filesystem::remove_all(old, error);
    if (base::exists(folder)) std::filesystem::rename(folder, old, error);
    if (!error) std::filesystem::rename(fresh, folder, error);
    if (error)
        return base::Error{base::ErrorKind::unavailable,
                           fmt::format("cannot install rules: {}", error.message())};
    std::filesystem::remove_all(old, error);
    return {};
}

}  // namespace

std::string pack_name(const std::string& source, std::string_view version) {
    std::string_view name = source;
    while (name.ends_with('/')) name.remove_suffix(1);
    name = name.substr(name.rfind('/') + 1);
    for (const auto ending : {".gz", ".zst", ".xz", ".bz2", ".tar", ".tgz", ".zip"})
        if (base::to_lower(name).ends_with(ending))
            name.remove_suffix(std::string_view(ending).size());
    std::string out = safe(name);
    if (out.empty()) return out;
    return version.empty() ? out : out + "-" + std::string(version);
}

base::Result<Installed> install_rules(const std::string& source, const std::string& data) {
    Pack pack;
    if (base::is_folder(source)) {
        TRY_DO(read_folder(source, pack));
    } else {
        TRY_DO(base::read_archive(source, {}, [&](std::string_view name, std::string_view bytes) {
            return pack.add(name, bytes);
        }));
    }
    if (pack.files.empty())
        return base::Error{base::ErrorKind::usage,
                           fmt::format("cannot install rules: no .yml file in {}", source)};
    // Without a version of its own, the pack's contents are its version.
    std::string contents;
    for (const auto& [name, text] : pack.files) contents += name + '\n' + text + '\n';
    const std::string version =
        pack.version.empty() ? base::sha256_hex(contents).substr(0, 12) : pack.version;
    const std::string name = pack_name(source, version);
    if (!base::is_file_name(name))
        return base::Error{base::ErrorKind::usage,
                           fmt::format("cannot install rules: no name in '{}'", source)};
    Installed out{data + "/installed/rules/" + name, pack.files.size(), pack.left_out};
    const std::string fresh = data + "/installed/rules/." + name + ".new";
    std::error_code error;
    std::filesystem::remove_all(fresh, error);
    TRY_DO(base::make_folders(fresh));
    TRY_DO(write_pack(pack, fresh));
    TRY_DO(replace(fresh, out.folder));
    return out;
}

}  // namespace ward::cli
