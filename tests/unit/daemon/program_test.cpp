// SPDX-License-Identifier: GPL-2.0-or-later
// The check of a program, on the way that its name says.
#include "os/program.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace xvrrp::os {
namespace {

namespace fs = std::filesystem;

class Program : public ::testing::Test {
protected:
    Program() { fs::create_directory(directory_); }

    ~Program() override { fs::remove_all(directory_); }

    std::string path(const std::string& name) const { return directory_ / name; }

    std::string link(const std::string& name, const std::string& target) const {
        fs::create_symlink(target, path(name));
        return path(name);
    }

    static std::string changeable(const std::string& path) {
        return "users other than root can change " + path + " and so replace the program";
    }

    fs::path directory_ = fs::temp_directory_path() / ("xvrrp_program_" + std::to_string(::getpid()));
};

TEST_F(Program, of_the_host_has_no_problem) {
    for (const std::string name : {"sh", "/bin/sh", "/usr/../bin/./sh", "/bin//sh"})
        EXPECT_EQ(program_problem(name), "") << name;
}

TEST_F(Program, behind_a_link_in_a_directory_of_others_is_refused) {
    const auto name = link("sh", "/bin/sh");
    fs::permissions(directory_, fs::perms(0777));
    EXPECT_EQ(program_problem(name), changeable(directory_));
}

TEST_F(Program, behind_a_link_to_such_a_link_is_refused) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root makes what only root can change";
    fs::create_directory(path("open"));
    fs::permissions(path("open"), fs::perms(0777));
    link("open/sh", "/bin/sh");
    EXPECT_EQ(program_problem(link("sh", "open/sh")), changeable(path("open")));
    EXPECT_EQ(program_problem(link("back", "open/../own")), path("back") + " does not exist");
    EXPECT_EQ(program_problem(link("own", "/bin/sh")), "");
    EXPECT_EQ(program_problem(path("back")), changeable(path("open")));
}

TEST_F(Program, behind_a_link_of_another_user_is_refused) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root makes the files of others";
    const auto name = link("sh", "/bin/sh");
    EXPECT_EQ(program_problem(name), "");
    ASSERT_EQ(::lchown(name.c_str(), 65534, 65534), 0);
    EXPECT_EQ(program_problem(name), changeable(name));
}

TEST_F(Program, that_cannot_be_looked_at_is_a_problem_and_no_exception) {
    const auto loop = link("loop", path("loop"));
    EXPECT_EQ(program_problem(loop), loop + " cannot be looked at: Too many levels of symbolic links");
    const auto name = path(std::string(300, 'x'));
    EXPECT_EQ(program_problem(name), name + " cannot be looked at: File name too long");
    EXPECT_EQ(program_problem(path("none")), path("none") + " does not exist");
    std::ofstream(path("file")) << "";
    EXPECT_EQ(program_problem(path("file/x")), path("file/x") + " does not exist");
}

} // namespace
} // namespace xvrrp::os
