// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse/line/shape.h"

#include <gtest/gtest.h>

namespace ward::ingest::line {
namespace {

// "name=value|..." of what `message` gives, or "no fit".
std::string found(std::string_view shape, std::string_view message) {
    const std::string_view programs[] = {"p"};
    const Shape shapes[] = {{shape, ""}};
    const Family family{"s", "linux", programs, shapes, true};
    const Family* const all[] = {&family};
    const ShapeTable table(all);
    Fit fit;
    if (!table.fit(*table.family_of("P"), message, fit)) return "no fit";
    std::string out;
    for (size_t i = 0; i < fit.count; ++i)
        out.append(fit.captures[i].name).append("=").append(fit.captures[i].value).append("|");
    return out;
}

TEST(Shape, takes_captures_apart) {
    auto f = [](std::string_view shape, std::string_view message, std::string_view want) {
        EXPECT_EQ(found(shape, message), want) << shape << " / " << message;
    };
    f("by {user} from {ip:ip} port {port:int}", "by eve from 192.0.2.1 port 22 x",
      "user=eve|ip=192.0.2.1|port=22|");
    f("by {user} from", "by eve  from", "no fit");
    f("by {user} from", "by", "no fit");
    f("{a}: {b:rest}", "x: y z", "a=x|b=y z|");
    f("{a}: {b:rest}", "x y: z", "no fit");
    f("<{a:some}> {b:text} end", "<x y> z end end", "a=x y|b=z end|");
    f("a{? b={b}?} c", "a b=1 c", "b=1|");
    f("a{? b={b}?} c", "a c", "");
    f("a=<{a:maybe}>{:some} z={z:rest}", "a=<> y z=", "");
    f("{a:ip}: x", "2001:db8::1: x", "a=2001:db8::1|");
    f("{a:ip}: x", "192.0.2.1: x", "a=192.0.2.1|");
    f("{a:ip} x", "dead x", "no fit");
    f("{a:ip}:{b:int}", "192.0.2.1:443", "a=192.0.2.1|b=443|");
    f("{a:ip}. x", "192.0.2.1. x", "a=192.0.2.1|");
    f("{a:ip} x", "::ffff:192.0.2.1 x", "a=::ffff:192.0.2.1|");
    f("{{a:some}} x", "{b} x", "a=b|");
    f("{a:id}: x", "3F9A81C0042: x", "a=3F9A81C0042|");
    f("{a:id}: x", "warning: x", "no fit");
}

TEST(Shape, does_not_let_a_name_pretend_to_be_an_address) {
    EXPECT_EQ(
        found("by {user:text} {ip} port {port:int}", "by x 192.0.2.1 port 1 203.0.113.9 port 2"),
        "user=x 192.0.2.1 port 1|ip=203.0.113.9|port=2|");
    EXPECT_EQ(found("by {user:text} port {port:int}", "by  port 1"), "no fit");
}

TEST(Shape, knows_programs_whatever_their_case) {
    const std::string_view programs[] = {"cron", "crond"};
    const Shape shapes[] = {{"x", ""}};
    const Family family{"cron", "linux", programs, shapes};
    const Family* const all[] = {&family};
    const ShapeTable table(all);
    EXPECT_EQ(table.family_of("CRON"), &family);
    EXPECT_EQ(table.family_of("cronx"), nullptr);
    EXPECT_EQ(table.family_of(std::string(500, 'c')), nullptr);
    Fit fit;
    EXPECT_FALSE(table.fit_any("x", fit)) << "the family is not telling";
}

}  // namespace
}  // namespace ward::ingest::line
