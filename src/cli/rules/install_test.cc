// SPDX-License-Identifier: Apache-2.0
// Installing packs: names stay plain, nothing leaves the data folder, a pack is replaced whole.
#include "cli/rules/install.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"

namespace ward::cli {
namespace {

constexpr const char* rule =
    "title: a\nlogsource: {product: x}\ndetection: {s: {a: 1}, "
    "condition: s}\n";

class Install : public testing::Test {
protected:
    void SetUp() override {
        root_ = testing::TempDir() + "ward_install_" + std::to_string(getpid());
        std::filesystem::remove_all(root_);
        ASSERT_TRUE(base::make_folders(root_ + "/pack/sub folder").ok());
        write("pack/one.yml", rule);
        write("pack/sub folder/two words.YML", rule);
        write("pack/readme.md", "no rule");
        write("pack/.hidden.yml", rule);
    }
    void TearDown() override { std::filesystem::remove_all(root_); }
    void write(const std::string& name, const char* text) {
        ASSERT_TRUE(base::write_file_atomically(root_ + "/" + name, text).ok());
    }
    std::string root_;
};

TEST_F(Install, copies_rules_under_name_and_version) {
    write("pack/version.txt", "Release r2026-02-03\n");
    const auto first = install_rules(root_ + "/pack", root_ + "/data");
    ASSERT_TRUE(first.ok()) << first.error().text;
    EXPECT_EQ(first->folder, root_ + "/data/installed/rules/pack-r2026-02-03");
    EXPECT_EQ(first->files, 2U);
    EXPECT_TRUE(base::exists(first->folder + "/one.yml"));
    EXPECT_TRUE(base::exists(first->folder + "/sub_folder/two_words.YML"));
    EXPECT_FALSE(base::exists(first->folder + "/readme.md"));
    std::filesystem::remove(root_ + "/pack/one.yml");
    const auto second = install_rules(root_ + "/pack/", root_ + "/data");
    ASSERT_TRUE(second.ok()) << second.error().text;
    EXPECT_FALSE(base::exists(second->folder + "/one.yml"));  // replaced as a whole
    const auto left = base::list_folder(root_ + "/data/installed/rules");
    ASSERT_TRUE(left.ok());
    EXPECT_EQ(left->size(), 1U);
}

TEST_F(Install, refuses_what_is_no_pack) {
    EXPECT_FALSE(install_rules(root_ + "/nothing", root_ + "/data").ok());
    EXPECT_FALSE(install_rules(root_ + "/pack/readme.md", root_ + "/data").ok());
    EXPECT_FALSE(base::exists(root_ + "/data"));
}

TEST(PackName, is_plain) {
    const auto f = [](const char* source, const char* want) {
        EXPECT_EQ(pack_name(source, "1"), want);
    };
    f("/x/sigma all.zip", "sigma_all-1");
    f("rules.tar.gz", "rules-1");
    f("a/../..", "");
    f("a/b/", "b-1");
    f("-rf.zip", "rf-1");
}

}  // namespace
}  // namespace ward::cli
