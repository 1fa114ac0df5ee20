// SPDX-License-Identifier: Apache-2.0
// Request targets: "/a%20b/c?x=1" taken apart. Decodes once, segment by segment, so that an encoded
// slash is part of a name and never a path.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ward::serve {

struct Target {
    std::vector<std::string> segments;         // decoded; of "/" none
    std::string path;                          // "/" and the segments, for people and for the log
    std::map<std::string, std::string> query;  // decoded, '+' is a blank; the first of equal names
};

/// Nothing if it is no origin-form target, or tries tricks: broken escapes, control bytes, invalid
/// UTF-8, segments "." and "..", empty segments (one slash at the end is allowed).
std::optional<Target> parse_target(std::string_view target);

/// Bytes of %XX decoded; nothing for a broken escape.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank = false);
std::string percent_encode(std::string_view text);

}  // namespace ward::serve
