// SPDX-License-Identifier: Apache-2.0
// Conversion: a native value as the type that its attribute wants, or nothing. What is already
// right is borrowed; what must be written anew goes into the arena.
#pragma once

#include "base/arena.h"
#include "ingest/map/schema.h"
#include "model/field.h"

namespace ward::ingest::map {

/// Sets kind and text of `out`; false where `text` is no such value.
bool convert(Type type, std::string_view text, base::Arena& arena, model::Field& out);

/// `value` in decimal digits, in the arena.
std::string_view write_integer(int64_t value, base::Arena& arena);

/// True for an IPv4 or IPv6 address (with a zone, "fe80::1%eth0"), at most 40 characters.
bool is_address(std::string_view text);

}  // namespace ward::ingest::map
