// SPDX-License-Identifier: GPL-2.0-or-later
// The runner opens files and pipes for a daemon. The tests ask it over a socket, as the daemon does.
#include "os/found_files.h"
#include "os/seqpacket.h"
#include "os/whole_file.h"
#include "runner/runner.h"

#include <xvrrp/runner.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace xvrrp::runner {

namespace {

namespace fs = std::filesystem;

class Favours : public testing::Test {
protected:
    Favours() {
        fs::create_directories(directory_);
        std::array<int, 2> ends{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
        ours_.reset(ends[0]);
        theirs_.reset(ends[1]);
        runner_ = std::thread(
            [socket = ends[1]] { EXPECT_TRUE(Runner::run(socket, Groups::open(os::Fd()), Watchdog())); });
    }

    ~Favours() override {
        ours_.reset();
        runner_.join();
        fs::remove_all(directory_);
    }

    std::string path(const std::string& name) const { return directory_ / name; }

    // The answer, and the file that came with it.
    std::pair<Answer, os::Fd> ask(const Request& request) const {
        EXPECT_TRUE(os::send_packet(ours_.get(), *encode(request)));
        auto packet = os::receive_packet(ours_.get(), XVRRP_RUNNER_MESSAGE_MAX);
        EXPECT_TRUE(packet);
        return {*decode_answer(packet->bytes), std::move(packet->file)};
    }

    Error refusal(const Request& request) const {
        const auto [answer, file] = ask(request);
        EXPECT_FALSE(file);
        const auto* refused = std::get_if<Refused>(&answer);
        EXPECT_NE(refused, nullptr);
        return refused == nullptr ? Error{} : refused->error;
    }

    fs::path directory_ = fs::temp_directory_path() / ("xvrrp_favours_" + std::to_string(::getpid()));
    os::Fd ours_;
    os::Fd theirs_;
    std::thread runner_;
};

} // namespace

TEST_F(Favours, open_a_file_to_read_it) {
    std::ofstream(path("a")) << "its text";
    const auto [answer, file] = ask(ReadFile{7, path("a")});
    EXPECT_EQ(answer, Answer(Opened{7}));
    EXPECT_EQ(os::read_file(file), "its text");
    EXPECT_LT(::write(file.get(), "x", 1), 0);
    EXPECT_EQ(refusal(ReadFile{8, path("b")}).code, ENOENT);
}

TEST_F(Favours, do_not_wait_for_the_writer_of_a_pipe) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_EQ(ask(ReadFile{7, path("pipe")}).first, Answer(Opened{7}));
}

TEST_F(Favours, find_the_files_that_match) {
    for (const auto* name : {"b.conf", "a.conf", "c"})
        std::ofstream(path(name)) << "";
    EXPECT_EQ(ask(FindFiles{7, path("*.conf")}).first, Answer(Found{7, {path("a.conf"), path("b.conf")}}));
    EXPECT_EQ(ask(FindFiles{8, path("*.txt")}).first, Answer(Found{8, {}}));
}

TEST_F(Favours, make_a_named_pipe_for_its_user) {
    const bool is_root = ::geteuid() == 0;
    const auto [answer, file] = ask(OpenPipe{7, path("pipe"), is_root ? "nobody" : "", ""});
    EXPECT_EQ(answer, Answer(Opened{7}));

    struct stat status {};

    ASSERT_EQ(::stat(path("pipe").c_str(), &status), 0);
    EXPECT_TRUE(S_ISFIFO(status.st_mode));
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
    EXPECT_EQ(status.st_uid, is_root ? 65534U : ::geteuid());
    EXPECT_EQ(::write(file.get(), "x", 1), 1);
    EXPECT_EQ(refusal(OpenPipe{8, path("other"), "no such user", ""}).text(),
              "find user no such user: there is no such user");
    std::ofstream(path("file")) << "";
    EXPECT_EQ(refusal(OpenPipe{9, path("file"), "", ""}).text(),
              "open " + path("file") +
                  ": it is there, and it is no named pipe (remove it, or use another path)");
}

} // namespace xvrrp::runner
