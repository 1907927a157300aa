// SPDX-License-Identifier: GPL-2.0-or-later
// Stalled readers: a pipe, a stopped terminal, a stream, a socket like that of syslogd.
#include "os/prompt_output.h"

#include <array>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>

namespace xvrrp::os {
namespace {

constexpr std::size_t kMore = 100'000; // more lines than any reader here has room for

struct Pair {
    Fd ours;
    Fd readers;
};

Pair pipe_ends() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    return {Fd(ends[1]), Fd(ends[0])};
}

Pair terminal() {
    int master = -1;
    int slave = -1;
    EXPECT_EQ(::openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
    return {Fd(slave), Fd(master)};
}

Pair stream() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    return {Fd(ends[0]), Fd(ends[1])};
}

// Returns the number of lines that are taken until one is refused.
std::size_t fill(PromptOutput& output) {
    std::size_t taken = 0;
    while (taken < kMore && output.put("line " + std::to_string(taken) + "\n"))
        ++taken;
    return taken;
}

std::string read_all(const Fd& reader) {
    ::fcntl(reader.get(), F_SETFL, O_NONBLOCK);
    std::string text;
    std::array<char, 4096> some{};
    for (ssize_t got = 0; (got = ::read(reader.get(), some.data(), some.size())) > 0;)
        text.append(some.data(), static_cast<std::size_t>(got));
    return text;
}

std::string lines_up_to(std::size_t number) {
    std::string text;
    for (std::size_t i = 0; i < number; ++i)
        text += "line " + std::to_string(i) + "\n";
    return text;
}

// All taken text is read whole and in order, and the next line follows when there is room.
void expect_whole_lines(const Pair& ends) {
    auto output = PromptOutput::to(ends.ours.get());
    const auto taken = fill(output);
    ASSERT_GT(taken, 100U);
    ASSERT_LT(taken, kMore);
    auto text = read_all(ends.readers);
    EXPECT_TRUE(output.put("the next\n"));
    text += read_all(ends.readers);
    EXPECT_EQ(text, lines_up_to(taken) + "the next\n");
}

TEST(PromptOutput, does_not_wait_for_the_reader_of_a_pipe) {
    expect_whole_lines(pipe_ends());
}

TEST(PromptOutput, does_not_wait_for_the_reader_of_a_stream) {
    expect_whole_lines(stream());
}

// systemd gives its services such a pipe or socket, which they share with their children.
TEST(PromptOutput, leaves_the_flags_of_a_shared_file_alone) {
    for (const auto& ends : {pipe_ends(), terminal(), stream()}) {
        auto output = PromptOutput::to(ends.ours.get());
        fill(output);
        EXPECT_EQ(::fcntl(ends.ours.get(), F_GETFL) & O_NONBLOCK, 0);
    }
}

TEST(PromptOutput, does_not_wait_for_a_terminal_that_is_stopped) {
    const auto ends = terminal();
    auto output = PromptOutput::to(ends.ours.get());
    EXPECT_TRUE(output.put("before\n"));
    ASSERT_EQ(::tcflow(ends.ours.get(), TCOOFF), 0); // Ctrl-S
    EXPECT_LT(fill(output), kMore);
    ASSERT_EQ(::tcflow(ends.ours.get(), TCOON), 0);
    EXPECT_EQ(read_all(ends.readers).substr(0, 8), "before\r\n");
    EXPECT_TRUE(output.put("after\n"));
}

TEST(PromptOutput, takes_a_line_that_is_larger_than_the_room_in_parts) {
    const auto ends = pipe_ends();
    auto output = PromptOutput::to(ends.ours.get());
    const std::string large(100'000, 'x');
    EXPECT_TRUE(output.put(large));
    EXPECT_FALSE(output.put("refused"));
    auto text = read_all(ends.readers);
    EXPECT_TRUE(output.put_rest());
    text += read_all(ends.readers);
    EXPECT_EQ(text, large);
}

TEST(PromptOutput, writes_behind_what_is_in_a_file) {
    const Fd file(::open(std::filesystem::temp_directory_path().c_str(), O_TMPFILE | O_RDWR, 0600));
    ASSERT_EQ(::write(file.get(), "first\n", 6), 6);
    auto output = PromptOutput::to(file.get());
    EXPECT_TRUE(output.put("second\n"));
    std::array<char, 32> text{};
    EXPECT_EQ(
        std::string(text.data(), static_cast<std::size_t>(::pread(file.get(), text.data(), text.size(), 0))),
        "first\nsecond\n");
}

// Takes datagrams at a path, as syslogd does at /dev/log.
Fd listen_at(const std::string& path) {
    Fd fd(::socket(AF_UNIX, SOCK_DGRAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    std::filesystem::remove(path);
    EXPECT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return fd;
}

TEST(PromptOutput, sends_datagrams_and_finds_a_reader_that_was_started_again) {
    const auto path =
        (std::filesystem::temp_directory_path() / ("log" + std::to_string(::getpid()))).string();
    auto output = PromptOutput::to_socket(path);
    EXPECT_FALSE(output.put("nobody is there"));
    auto reader = listen_at(path);
    const auto taken = fill(output);
    EXPECT_GT(taken, 1U);
    EXPECT_LT(taken, kMore);
    EXPECT_EQ(read_all(reader), lines_up_to(taken));
    EXPECT_TRUE(output.put("room again"));
    reader = listen_at(path);
    EXPECT_TRUE(output.put("to the next one"));
    EXPECT_EQ(read_all(reader), "to the next one");
    std::filesystem::remove(path);
}

} // namespace
} // namespace xvrrp::os
