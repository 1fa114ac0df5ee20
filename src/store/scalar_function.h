// SPDX-License-Identifier: Apache-2.0
// A function that a store can call from its SQL, one row at a time. The query module brings what
// its language has and SQL has not. It reaches nothing but its arguments.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace ward::store {

using Argument = std::variant<std::monostate, bool, int64_t, double, std::string_view>;
using CallResult = std::variant<std::monostate, bool, int64_t, double, std::string>;
enum class ScalarType { boolean, integer, real, text };

struct ScalarFunction {
    std::string_view name;  // unique in the store; [a-z0-9_]
    ScalarType result = ScalarType::text;
    bool is_volatile = false;  // another answer at each call
    /// Must take any number of arguments of any kinds, must not throw, must be thread-safe, must
    /// take time linear in its arguments (or be bounded). A result of another kind is null.
    CallResult (*call)(std::span<const Argument> arguments) = nullptr;
};

}  // namespace ward::store
