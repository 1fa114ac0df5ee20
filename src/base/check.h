// SPDX-License-Identifier: Apache-2.0
// CHECK: our own invariants, on in release builds too. Never for input: a bug stops the program,
// bad data does not.
#pragma once

namespace ward::base {

/// Prints the place and the condition to stderr and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace ward::base

#define CHECK(condition)                    \
    (static_cast<bool>(condition) ? void(0) \
                                  : ::ward::base::check_failed(#condition, __FILE__, __LINE__))
