// SPDX-License-Identifier: Apache-2.0
// Installing rule packs: a folder or an archive of Sigma files is copied into the data folder under
// its name and version.
#pragma once

#include <string>

#include "base/result.h"

namespace ward::cli {

struct Installed {
    std::string folder;  // DATA/installed/rules/NAME-VERSION
    size_t files = 0, left_out = 0;
};

/// Copies the .yml files of `source` below `data`; other files are left out and counted. A pack of
/// the same name and version is replaced as a whole. Nothing is written if anything is wrong.
base::Result<Installed> install_rules(const std::string& source, const std::string& data);

/// "sigma_all_rules-r2026-01-01" of "/x/sigma all rules r2026-01-01.zip": a safe file name, with
/// the version of version.txt or of the name; "" if nothing is left.
std::string pack_name(const std::string& source, std::string_view version);

}  // namespace ward::cli
