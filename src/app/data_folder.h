// SPDX-License-Identifier: Apache-2.0
// The data folder: where everything that Ward keeps lies. Nothing is written outside it.
#pragma once

#include <string>

#include "base/file.h"

namespace ward::app {

struct DataFolder {
    std::string path;
    std::string journal() const { return path + "/journal"; }
    std::string events() const { return path + "/events"; }
    std::string state() const { return path + "/state.sqlite"; }
    std::string installed_rules() const { return path + "/installed/rules"; }
    std::string keys() const { return path + "/keys"; }

    /// Makes what is missing; a new folder is its owner's alone.
    base::Result<void> make() const {
        const bool is_new = !base::exists(path);
        TRY_DO(base::make_folders(path));
        if (is_new) TRY_DO(base::set_mode(path, 0700));
        for (const auto& folder : {journal(), events(), installed_rules(), keys()})
            TRY_DO(base::make_folders(folder));
        return {};
    }
};

}  // namespace ward::app
