// SPDX-License-Identifier: Apache-2.0
#include "model/selector.h"

#include <gtest/gtest.h>

namespace ward::model {
namespace {

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

// A `when` a line; the numbers of those that the event is for, in order.
class Selected {
public:
    explicit Selected(std::string_view whens, std::string_view outer = {}) {
        const auto head = base::parse_yaml(outer, "outer.yaml", diagnostics_);
        for (const auto& document : base::parse_yaml(whens, "w.yaml", diagnostics_))
            for (const auto& item : document.items)
                selector_.add(head.empty() ? nullptr : &head.front(), &item,
                              {"w.yaml", item.line, item.column}, names_, diagnostics_);
        selector_.finish();
    }

    std::string of(const Fields& fields, const LogSource& source = {}) {
        Batch batch(names_);
        for (const auto& [name, value] : fields) batch.add(name, value);
        const Event& event = *batch.finish({});
        std::string out;
        selector_.visit(
            source,
            [&](size_t i) {
                const Field* field = batch.find(event, selector_.paths()[i].id);
                return field ? field->text() : std::string_view();
            },
            [&](uint32_t entry) { return out += std::to_string(entry) + " ", false; });
        return out;
    }

    std::string faults() const {
        std::string out;
        for (const auto& one : diagnostics_.all()) out += base::render(one) + "\n";
        return out;
    }

private:
    FieldNames names_;
    base::Diagnostics diagnostics_;
    Selector selector_;
};

TEST(Selector, finds_by_value_presence_and_absence) {
    Selected f("[{a: 1}, {a: [1, 2]}, {b: '*'}, {b: null}, {a: 3, b: x}]");
    EXPECT_EQ(f.faults(), "");
    EXPECT_EQ(f.of({{"a", "1"}}), "0 1 3 ");
    EXPECT_EQ(f.of({{"a", "2"}, {"b", "y"}}), "1 2 ");
    EXPECT_EQ(f.of({{"a", "3"}, {"b", "X"}}), "4 2 ");
    EXPECT_EQ(f.of({{"b", "-"}}), "3 ");
    EXPECT_EQ(f.of({}), "3 ");
}

TEST(Selector, knows_sources_and_what_holds_for_all) {
    Selected f("[{product: linux}, {product: [linux, aix], service: sshd}, {service: sshd}, {}]");
    EXPECT_EQ(f.of({}, {"syslog", "linux", "", "sshd"}), "1 0 2 3 ");
    EXPECT_EQ(f.of({}, {"syslog", "", "", "sshd"}), "2 3 ");
    EXPECT_EQ(f.of({}, {"syslog", "aix", "", "su"}), "3 ");
    Selected outer("[{a: 1}, {product: aix}]", "{product: linux}");
    EXPECT_EQ(outer.of({{"a", "1"}}, {"", "linux", "", ""}), "0 ");
    EXPECT_EQ(outer.of({{"a", "1"}}, {"", "aix", "", ""}), "1 ");
}

TEST(Selector, takes_what_tests_more_first) {
    Selected f("[{}, {service: s}, {a: '*'}, {a: 1}, {a: 1, service: s}, {a: 1}]");
    EXPECT_EQ(f.of({{"a", "1"}}, {"", "", "", "s"}), "4 3 5 1 2 0 ");
}

TEST(Selector, names_faults) {
    EXPECT_NE(Selected("[3]").faults().find("'when' wants names with values"), std::string::npos);
    EXPECT_NE(Selected("[{a: {b: 1}}]").faults().find("'a' wants one value or a list of values"),
              std::string::npos);
    std::string many = "[{a: [0";
    for (size_t i = 1; i < Selector::keys_max; ++i) many += ", " + std::to_string(i);
    EXPECT_EQ(Selected(many + "]}]").faults(), "");
    EXPECT_NE(Selected(many + ", x]}]").faults().find("more than 4096 combinations"),
              std::string::npos);
}

}  // namespace
}  // namespace ward::model
