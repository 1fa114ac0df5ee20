// SPDX-License-Identifier: Apache-2.0
// Result<T>: what comes back from the world (disk, network, peer) or from a reader: a value, or an
// error with its kind and text.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "base/check.h"

namespace ward::base {

/// What went wrong, in the four classes that a caller can act upon.
enum class ErrorKind {
    usage,        // the call, the configuration or the query is wrong: exit code 2, HTTP 400
    not_found,    // the thing named is not there: HTTP 404
    denied,       // not allowed: HTTP 401/403
    unavailable,  // the world failed (disk full, peer gone): exit code 3, HTTP 503
    corrupt,      // stored data is not as we wrote it
    limit,        // a named limit was reached: HTTP 413/429
};

struct Error {
    ErrorKind kind = ErrorKind::unavailable;
    std::string text;  // lower case, "cannot X: cause"
};

/// A value or an Error. Must be looked at; TRY unwraps it or returns the error to the caller.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(implicit)
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(implicit)

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & {
        CHECK(ok());
        return *std::get_if<0>(&state_);
    }
    const T& value() const& {
        CHECK(ok());
        return *std::get_if<0>(&state_);
    }
    T&& value() && {
        CHECK(ok());
        return std::move(*std::get_if<0>(&state_));
    }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }

    const Error& error() const {
        CHECK(!ok());
        return *std::get_if<1>(&state_);
    }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT(implicit)

    bool ok() const { return ok_; }
    explicit operator bool() const { return ok_; }
    const Error& error() const {
        CHECK(!ok_);
        return error_;
    }

private:
    Error error_;
    bool ok_ = true;
};

/// `error` with `context` put before its text: "cannot open journal: no space left on device".
Error wrap(std::string_view context, Error error);

/// The error of the system call that just failed: `context` and errno's text.
Error system_error(std::string_view context, int number);

}  // namespace ward::base

#define WARD_TRY_JOIN_(a, b) a##b
#define WARD_TRY_NAME_(a, b) WARD_TRY_JOIN_(a, b)
/// TRY(auto x, expression): x is the value of the Result, or the enclosing function returns its
/// error.
#define TRY(declaration, ...)                                                                \
    auto WARD_TRY_NAME_(try_, __LINE__) = (__VA_ARGS__);                                     \
    if (!WARD_TRY_NAME_(try_, __LINE__).ok()) return WARD_TRY_NAME_(try_, __LINE__).error(); \
    declaration = std::move(WARD_TRY_NAME_(try_, __LINE__)).value()
/// TRY_DO(expression): for Result<void>, or where the value is not wanted.
#define TRY_DO(...)                                      \
    do {                                                 \
        auto try_result = (__VA_ARGS__);                 \
        if (!try_result.ok()) return try_result.error(); \
    } while (false)
