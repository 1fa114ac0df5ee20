// SPDX-License-Identifier: Apache-2.0
// Shapes: what the messages of a program look like, written as text with captures, and the tables
// that find the shape of a message. A table is data; this file is the only code that reads it.
//
//   "Failed {auth_method} for {user:text} from {src_ip:ip} port {src_port:int}"
//     {name}       a word: bytes without a blank, up to the text that follows
//     {name:ip}    an address        {name:int}   digits      {name:id}  letters and digits of an
//     id {name:some}  any bytes up to the first place where the following text stands {name:text}
//     any bytes up to the last one: what a sender may choose (a user name) can then not
//                  pretend to be what the program writes behind it
//     {name:rest}  all that is left, also nothing
//     {} {:some}   the same without a name: skipped
//     {?…?}        may be absent
//   {a,b} gives the value both names. A shape fits a message that begins so; more may follow. An
//   empty capture is no fit.
//
// Matching never goes back, so it takes time linear in the message for each shape that is tried; a
// shape is tried only if its first text fits.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "model/batch.h"

namespace ward::ingest::line {

struct Shape {
    std::string_view text;
    std::string_view adds;  // constant fields: "action=login outcome=failure"
};

/// The shapes of the programs that speak alike.
struct Family {
    std::string_view service;                    // LogSource::service
    std::string_view product;                    // LogSource::product
    std::span<const std::string_view> programs;  // lower case; as syslog names them
    std::span<const Shape> shapes;
    bool is_telling = false;  // its shapes are known even without a header that names the program
    bool service_is_program = false;  // a program that is named is the service
};

constexpr size_t captures_max = 24;

struct Capture {
    std::string_view name, value;
};

/// What fits a message.
struct Fit {
    const Family* family = nullptr;
    const Shape* shape = nullptr;
    Capture captures[captures_max];
    size_t count = 0;
};

/// Families made ready for search. Immutable and shared once made.
class ShapeTable {
public:
    explicit ShapeTable(std::span<const Family* const> families);
    ~ShapeTable();

    /// The family of a program; null if there is none. Letter case does not matter.
    const Family* family_of(std::string_view program) const;
    /// The service of a program of `family`.
    std::string_view service_of(const Family& family, std::string_view program) const;
    /// Finds the first shape of `family` that `message` fits.
    bool fit(const Family& family, std::string_view message, Fit& out) const;
    /// The same among all telling families.
    bool fit_any(std::string_view message, Fit& out) const;

private:
    using Program = std::pair<std::string_view, const Family*>;
    const Program* find(std::string_view program) const;

    struct Ready;
    std::unique_ptr<Ready> ready_;
};

/// Adds the captures and constants of `fit` to the open event.
void add_fit(const Fit& fit, model::Batch& out);

}  // namespace ward::ingest::line
