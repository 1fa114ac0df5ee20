// SPDX-License-Identifier: Apache-2.0
// Where this installation keeps content/: rules, mappings, sentences.
#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "cli/command.h"

namespace ward::cli {

std::string content_folder() {
    if (const char* named = std::getenv("WARD_CONTENT")) return named;
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) return "content";
    // A build tree may stand anywhere below the checkout; an installation has share/ beside bin/.
    const auto installed = program.parent_path().parent_path() / "share" / "ward";
    if (base::is_folder(installed.string())) return installed.string();
    constexpr int levels_max = 4;
    auto folder = program.parent_path();
    for (int level = 0; level < levels_max; ++level, folder = folder.parent_path())
        if (base::is_folder((folder / "content").string())) return (folder / "content").string();
    return "content";
}

}  // namespace ward::cli
