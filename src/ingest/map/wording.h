// SPDX-License-Identifier: Apache-2.0
// Wording: what a value says in words that every maker puts a little differently. Each answers a
// part of its text or a fixed word; empty where the text says nothing of the kind.
#pragma once

#include <string_view>

namespace ward::ingest::map {

/// "login" or "logout", of the name of an action or of a short sentence ("UserLoggedIn").
std::string_view session_of(std::string_view text);
/// "success" or "failure" ("Access denied", "PASS", "true").
std::string_view outcome_of(std::string_view text);
/// The text where it is a method of HTTP in capitals.
std::string_view method_of(std::string_view text);
/// The text where it is a URL, with its scheme or without, or a path.
std::string_view web_of(std::string_view text);
/// The text where it is a path in a file system: with a slash or backslash, and no URL.
std::string_view file_path_of(std::string_view text);
/// The address in "192.0.2.1:443", "[2001:db8::1]:443", "192.0.2.1/24", "::ffff:192.0.2.1".
std::string_view address_of(std::string_view text);

}  // namespace ward::ingest::map
