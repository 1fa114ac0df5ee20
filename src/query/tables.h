// SPDX-License-Identifier: Apache-2.0
// Tables: views that content gives, such as those of Defender XDR and Sentinel over Events. One
// file a table (content/tables/NAME.yaml): its KQL, and an example event with the row it must give.
// A file is read when a query names its table.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "query/syntax/tree.h"

namespace ward::query {

struct ViewExample {
    std::string event;  // one line of a log
    std::vector<std::pair<std::string, std::string>> row;
};
struct View {
    std::string about, text;
    Query tree;  // one let
    ViewExample example;
};

class Tables {
public:
    explicit Tables(std::string folder) : folder_(std::move(folder)) {}

    /// The view, or null if there is no such file or it is wrong.
    const View* find(std::string_view name) const;
    std::vector<std::string> names() const;

private:
    std::string folder_;
    mutable std::mutex mutex_;  // what follows
    mutable std::map<std::string, std::unique_ptr<View>, std::less<>> known_;
};

}  // namespace ward::query
