// SPDX-License-Identifier: Apache-2.0
// Credentials: what a request carries to say who asks. Reads headers; decides nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ward::serve {

constexpr std::string_view session_cookie = "ward_session";
constexpr size_t credential_bytes_max = 1024;  // longer ones are none

/// The token of an Authorization header: "Bearer T", "Splunk T", "ApiKey T" (T itself, or base64
/// of "id:T" as Elasticsearch clients send it), "Basic" with T as password. Schemes in any case.
std::optional<std::string> token_in(std::string_view authorization);

/// The value of cookie `name` in a Cookie header, or empty.
std::string_view cookie_in(std::string_view cookies, std::string_view name);

/// Standard base64 with or without padding; nothing if it is none.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace ward::serve
