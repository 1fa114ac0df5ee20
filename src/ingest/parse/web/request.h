// SPDX-License-Identifier: Apache-2.0
// HTTP requests as logs write them, cut into fields with the names of the W3C extended log format,
// which Sigma's web rules use. Adds fields to the open event of a batch; knows no log format.
#pragma once

#include <optional>
#include <string_view>

#include "model/batch.h"

namespace ward::ingest::web {

/// Adds cs-method, cs-uri and its parts, and cs-version of "GET /a?b=c HTTP/1.1"; false if it is no
/// request (then nothing is added).
bool add_request(std::string_view request, model::Batch& out);

/// The first "GET /path HTTP/1.1" in `line`, not at its very front; empty if there is none.
std::string_view find_request(std::string_view line);

/// Adds cs-uri, cs-uri-stem, cs-uri-query, and cs-host of an absolute URL. cs-uri-query has the
/// query and, as a second value, the whole: rules for logs that have only one of them look there.
void add_target(std::string_view target, model::Batch& out);

/// Adds the value unless it is empty or "-".
void add_known(std::string_view name, std::string_view value, model::Batch& out);

/// Adds `name` and, if a port follows the address ("192.0.2.1:443", "[2001:db8::1]:443"), `port`.
void add_endpoint(std::string_view name, std::string_view port, std::string_view text,
                  model::Batch& out);

/// True for "192.0.2.1" and "2001:db8::1" and alike; a quick look, not a proof.
bool looks_like_address(std::string_view text);

/// The text in quotes that `rest` begins with, without them; `rest` becomes what follows. A
/// backslash hides the next byte. Nothing if no quotes are there or they are not closed.
std::optional<std::string_view> take_quoted(std::string_view& rest);

/// The next word, in quotes or not; `rest` becomes what follows it.
std::string_view take_item(std::string_view& rest);

}  // namespace ward::ingest::web
