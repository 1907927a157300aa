// SPDX-License-Identifier: GPL-2.0-or-later
// The named pipes on a real file system, with a reader that comes late, is slow, or never comes.
#include "daemon/notify_fifo.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace xvrrp::daemon {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class NotifyFifoTest : public testing::Test {
protected:
    NotifyFifoTest() : directory_(fs::temp_directory_path() / ("xvrrp_fifo_" + std::to_string(::getpid()))) {
        fs::create_directories(directory_);
    }

    ~NotifyFifoTest() override { fs::remove_all(directory_); }

    std::string path(const std::string& name = "fifo") const { return (directory_ / name).string(); }

    static struct stat status_of(const std::string& path) {
        struct stat status {};

        EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
        return status;
    }

    os::Fd reader() const { return os::Fd(::open(path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)); }

    static std::string read_all(const os::Fd& fd) {
        std::string text;
        std::array<char, 4096> some{};
        for (ssize_t size = 0; (size = ::read(fd.get(), some.data(), some.size())) > 0;)
            text.append(some.data(), static_cast<std::size_t>(size));
        return text;
    }

    void tell(const std::string& line, core::Duration at = 0s) {
        fifo_.add(line);
        fifo_.flush(core::TimePoint(1000s + at));
    }

    fs::path directory_;
    NotifyFifo fifo_{"notify_fifo"};
};

TEST_F(NotifyFifoTest, is_made_for_its_owner_alone) {
    fifo_.follow(config::NotifyFifo{path()});
    const auto status = status_of(path());
    EXPECT_TRUE(S_ISFIFO(status.st_mode));
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
    EXPECT_EQ(status.st_uid, ::geteuid());
}

TEST_F(NotifyFifoTest, that_is_there_stays_as_it_is) {
    ASSERT_EQ(::mkfifo(path().c_str(), 0640), 0);
    ::chmod(path().c_str(), 0640);
    const auto before = status_of(path());
    fifo_.follow(config::NotifyFifo{path()});
    const auto after = status_of(path());
    EXPECT_TRUE(fifo_.is_open());
    EXPECT_EQ(after.st_ino, before.st_ino);
    EXPECT_EQ(after.st_mode, before.st_mode);
}

TEST_F(NotifyFifoTest, keeps_its_lines_for_a_reader_that_comes_later) {
    fifo_.follow(config::NotifyFifo{path()});
    tell("one\n");
    tell("two\n");
    EXPECT_EQ(read_all(reader()), "one\ntwo\n");
}

TEST_F(NotifyFifoTest, is_the_same_pipe_after_a_reload_for_the_same_reader) {
    fifo_.follow(config::NotifyFifo{path()});
    const auto before = status_of(path());
    const auto attached = reader();
    tell("one\n");
    fifo_.follow(config::NotifyFifo{path()});
    tell("two\n");
    EXPECT_EQ(read_all(attached), "one\ntwo\n");
    EXPECT_EQ(status_of(path()).st_ino, before.st_ino);
}

TEST_F(NotifyFifoTest, is_left_where_it_is_when_nobody_writes_to_it_any_more) {
    fifo_.follow(config::NotifyFifo{path()});
    fifo_.follow(std::nullopt);
    EXPECT_FALSE(fifo_.is_open());
    tell("nobody\n");
    EXPECT_TRUE(S_ISFIFO(status_of(path()).st_mode));
}

TEST_F(NotifyFifoTest, is_made_again_by_a_reload_if_somebody_removed_it) {
    fifo_.follow(config::NotifyFifo{path()});
    fs::remove(path());
    fifo_.follow(config::NotifyFifo{path()});
    tell("one\n");
    EXPECT_EQ(read_all(reader()), "one\n");
}

TEST_F(NotifyFifoTest, is_done_without_where_something_else_stands_or_nothing_can_be_made) {
    std::ofstream(path()) << "a file";
    fifo_.follow(config::NotifyFifo{path()});
    EXPECT_FALSE(fifo_.is_open());
    tell("one\n");
    EXPECT_EQ(fs::file_size(path()), 6u);
    fifo_.follow(config::NotifyFifo{path("no/such/directory")});
    EXPECT_FALSE(fifo_.is_open());
    fs::create_symlink(path("elsewhere"), path("link"));
    fifo_.follow(config::NotifyFifo{path("link")});
    EXPECT_FALSE(fifo_.is_open());
    fifo_.follow(config::NotifyFifo{path("of nobody"), "no such user"});
    EXPECT_FALSE(fifo_.is_open());
    EXPECT_FALSE(fs::exists(path("of nobody")));
}

TEST_F(NotifyFifoTest, that_is_full_loses_and_counts_whole_lines_and_goes_on_when_there_is_room) {
    fifo_.follow(config::NotifyFifo{path()});
    const std::string line = "INSTANCE \"VI_1\" MASTER 100\n";
    std::size_t told = 0;
    for (; fifo_.lost() == 0 && told < 1'000'000; ++told)
        tell(line);
    ASSERT_EQ(fifo_.lost(), 1u);
    const auto attached = reader();
    auto text = read_all(attached);
    EXPECT_EQ(text.size(), (told - 1) * line.size());
    for (std::size_t at = 0; at < text.size(); at += line.size())
        ASSERT_EQ(text.compare(at, line.size(), line), 0) << "a line was cut at " << at;
    tell("after\n");
    EXPECT_EQ(read_all(attached), "after\n");
    EXPECT_EQ(fifo_.lost(), 1u);
}

TEST_F(NotifyFifoTest, takes_as_many_lines_of_one_turn_as_there_is_room_for) {
    fifo_.follow(config::NotifyFifo{path()});
    const std::string filler(4000, 'x');
    while (fifo_.lost() == 0)
        tell(filler + "\n");
    EXPECT_GT(read_all(reader()).size(), 64U * 1024);
    for (int i = 0; i < 1000; ++i)
        fifo_.add("line " + std::to_string(i) + "\n");
    fifo_.flush(core::TimePoint(1000s));
    const auto text = read_all(reader());
    EXPECT_TRUE(text.starts_with("line 0\nline 1\n"));
    EXPECT_TRUE(text.ends_with("line 999\n"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1000);
}

TEST_F(NotifyFifoTest, loses_a_line_that_could_not_be_written_at_once) {
    fifo_.follow(config::NotifyFifo{path()});
    tell(std::string(os::NamedPipe::kMostAtOnce, 'x') + "\n");
    tell("short\n");
    EXPECT_EQ(fifo_.lost(), 1u);
    EXPECT_EQ(read_all(reader()), "short\n");
}

// The directory is closed to us, and root opens the pipe later, or does not.
class ForbiddenFifo : public NotifyFifoTest {
protected:
    ForbiddenFifo() {
        fs::permissions(directory_, fs::perms::owner_read | fs::perms::owner_exec);
        if (::geteuid() == 0) {
            EXPECT_EQ(::seteuid(65534), 0);
        }
    }

    ~ForbiddenFifo() override {
        if (::getuid() == 0) {
            EXPECT_EQ(::seteuid(0), 0);
        }
        fs::permissions(directory_, fs::perms::owner_all);
    }

    void open_by_root() {
        if (::getuid() == 0) {
            EXPECT_EQ(::seteuid(0), 0);
        }
        fs::permissions(directory_, fs::perms::all);
        auto opened = os::NamedPipe::open(path(), {::getuid(), ::getgid()});
        ASSERT_TRUE(opened) << opened.error().text();
        std::exchange(done_, {})(std::move(*opened));
    }

    std::function<void(Result<os::NamedPipe>)> done_; // of the last one that was asked for
    int asked_ = 0;
    int opened_ = 0;
    NotifyFifo closed_{"notify_fifo",
                       [this](const auto&, auto done) {
                           done_ = std::move(done);
                           ++asked_;
                       },
                       [this] { ++opened_; }};
};

TEST_F(ForbiddenFifo, keeps_its_lines_until_it_is_open) {
    closed_.follow(config::NotifyFifo{path()});
    ASSERT_EQ(asked_, 1);
    EXPECT_FALSE(closed_.is_open());
    for (const auto* line : {"one\n", "two\n"}) {
        closed_.add(line);
        closed_.flush(core::TimePoint(1000s));
    }
    open_by_root();
    EXPECT_TRUE(closed_.is_open());
    EXPECT_EQ(opened_, 1);
    const auto attached = reader();
    closed_.flush(core::TimePoint(1001s));
    EXPECT_EQ(read_all(attached), "one\ntwo\n");
    EXPECT_EQ(closed_.lost(), 0u);
}

TEST_F(ForbiddenFifo, that_nobody_wants_any_more_is_not_used) {
    closed_.follow(config::NotifyFifo{path()});
    closed_.follow(std::nullopt);
    open_by_root();
    EXPECT_FALSE(closed_.is_open());
    EXPECT_EQ(opened_, 0);
}

TEST_F(ForbiddenFifo, that_stays_closed_keeps_no_line) {
    closed_.follow(config::NotifyFifo{path()});
    closed_.add("one\n");
    done_(failure(Error{"ask xvrrp-runner", "it has died", {}, EPIPE}));
    EXPECT_FALSE(closed_.is_open());
    EXPECT_EQ(opened_, 1);
    closed_.flush(core::TimePoint(1000s));
    closed_.add("two\n");
    closed_.follow(config::NotifyFifo{path()});
    ASSERT_EQ(asked_, 2);
    open_by_root();
    closed_.flush(core::TimePoint(1001s));
    EXPECT_EQ(read_all(reader()), "");
}

TEST_F(ForbiddenFifo, that_is_never_opened_keeps_a_bounded_number_of_lines) {
    closed_.follow(config::NotifyFifo{path()});
    for (int line = 0; line < 100'000; ++line)
        closed_.add("x\n");
    EXPECT_EQ(closed_.lost(), 90'000u);
}

TEST_F(ForbiddenFifo, is_reported_where_nobody_opens_it) {
    fifo_.follow(config::NotifyFifo{path()});
    EXPECT_FALSE(fifo_.is_open());
}

} // namespace
} // namespace xvrrp::daemon
