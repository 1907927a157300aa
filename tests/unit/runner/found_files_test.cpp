// SPDX-License-Identifier: GPL-2.0-or-later
// Files that match a pattern, where a directory may be closed to us.
#include "os/found_files.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace xvrrp::os {

namespace {

namespace fs = std::filesystem;

using Files = std::vector<std::string>;

class FoundFiles : public testing::Test {
protected:
    FoundFiles() {
        fs::create_directories(directory_ / "closed");
        for (const auto* name : {"b.conf", "a.conf", "closed/c.conf"})
            std::ofstream(path(name)) << "";
        fs::permissions(directory_ / "closed", fs::perms::none);
        if (::geteuid() == 0) {
            EXPECT_EQ(::seteuid(65534), 0);
        }
    }

    ~FoundFiles() override {
        if (::getuid() == 0) {
            EXPECT_EQ(::seteuid(0), 0);
        }
        fs::permissions(directory_ / "closed", fs::perms::owner_all);
        fs::remove_all(directory_);
    }

    std::string path(const std::string& name) const { return directory_ / name; }

    fs::path directory_ = fs::temp_directory_path() / ("xvrrp_found_files_" + std::to_string(::getpid()));
};

} // namespace

TEST_F(FoundFiles, are_sorted) {
    for (const auto forbidden : {Forbidden::Skip, Forbidden::Tell}) {
        EXPECT_EQ(find_files(path("*.conf"), forbidden), (Files{path("a.conf"), path("b.conf")}));
        EXPECT_EQ(find_files(path("a.conf"), forbidden), Files{path("a.conf")});
        EXPECT_EQ(find_files(path("none"), forbidden), Files{});
        EXPECT_EQ(find_files(path("none/*.conf"), forbidden), Files{});
    }
}

TEST_F(FoundFiles, that_we_may_not_see_are_passed_over_or_told) {
    for (const auto* hidden : {"closed/*.conf", "closed/c.conf", "c*/*.conf", "c*/c.conf", "c*/none"}) {
        EXPECT_EQ(find_files(path(hidden)), Files{}) << hidden;
        EXPECT_EQ(find_files(path(hidden), Forbidden::Tell), std::nullopt) << hidden;
    }
}

} // namespace xvrrp::os
