// SPDX-License-Identifier: GPL-2.0-or-later
// Dumps on their way into files, and what is asked for meanwhile.
#include "core/vrrp/vrrp_router.h"
#include "daemon/dumps/dumps.h"
#include "os/whole_file.h"

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <sys/eventfd.h>

namespace xvrrp::daemon {

namespace {

namespace fs = std::filesystem;

constexpr int kQuietRounds = 10;

std::vector<core::VirtualRouterConfig> some(std::size_t number) {
    std::vector<core::VirtualRouterConfig> configs(number);
    for (std::size_t i = 0; i < number; ++i)
        configs[i].name = "VI_" + std::to_string(i);
    return configs;
}

class DumpFiles : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_NE(::mkdtemp(directory_.data()), nullptr);
        ASSERT_TRUE(dumps_.open());
        quiet_ = os::Fd(::eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK));
        ASSERT_TRUE(loop_.on_readable(
            quiet_.get(),
            [this] {
                if (++rounds_ == kQuietRounds)
                    loop_.stop(0);
            },
            os::Turn::Last));
    }

    void TearDown() override {
        loop_.forget(quiet_.get());
        fs::remove_all(directory_);
    }

    std::string file(const std::string& name) const { return directory_ + '/' + name; }

    std::string stats() const { return os::read_file(file("stats")).value_or(""); }

    // Until no dump has been begun for some rounds.
    void run() { ASSERT_TRUE(loop_.run()); }

    std::map<std::string, core::LinkObserved> interfaces(const std::string& after, std::size_t most) const {
        std::map<std::string, core::LinkObserved> out;
        for (const auto& name : names_) {
            if (name > after && out.size() < most)
                out[name];
        }
        return out;
    }

    DumpView look() {
        DumpView out;
        out.globals.dumps = {
            .state_file = file("data"), .stats_file = file("stats"), .json_file = file("json")};
        return out;
    }

    std::string directory_ = "/tmp/xvrrp-dumps-XXXXXX";
    os::EventLoop loop_ = os::EventLoop::open().value();
    os::Fd quiet_;
    int rounds_ = 0;
    core::VrrpRouter router_{some(20)};
    std::uint64_t sent_ = 5;
    std::set<std::string> names_;    // of interfaces
    std::vector<std::size_t> looks_; // the number of virtual routers in each
    std::vector<std::function<void()>> while_written_;
    std::size_t written_ = 0;
    // The work beside the loop is done at once, after what happens meanwhile.
    Dumps dumps_{loop_,
                 [this](const auto& work, const auto& done) {
                     rounds_ = 0;
                     if (written_++ < while_written_.size())
                         while_written_[written_ - 1]();
                     work();
                     done();
                 },
                 {[this](core::RouterId from, std::size_t most) {
                      auto out = router_.snapshots(from, most);
                      looks_.push_back(out.size());
                      return out;
                  },
                  [this](const core::RouterSnapshot& /*router*/) {
                      Counted out;
                      out[Count::Sent] = sent_;
                      return out;
                  },
                  [this](const std::string& after, std::size_t most) { return interfaces(after, most); },
                  [this] { return look(); }}};
};

std::size_t times(const std::string& text, const std::string& part) {
    std::size_t out = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++out;
    return out;
}

} // namespace

TEST_F(DumpFiles, have_all_virtual_routers_though_a_few_are_looked_at_at_a_time) {
    dumps_.ask(Dump::Stats);
    EXPECT_TRUE(looks_.empty()); // it happens when nothing else is pending
    run();
    EXPECT_EQ(times(stats(), "VRRP Instance: "), 20U);
    EXPECT_EQ(looks_, (std::vector<std::size_t>{8, 8, 4, 0}));
}

TEST_F(DumpFiles, have_all_interfaces_though_some_are_looked_at_at_a_time) {
    for (int i = 0; i < 150; ++i)
        names_.insert("eth" + std::to_string(i));
    dumps_.ask(Dump::Data);
    run();
    EXPECT_EQ(times(os::read_file(file("data")).value_or(""), " Name = eth"), 150U);
}

TEST_F(DumpFiles, are_written_one_after_the_other) {
    for (const auto each : {Dump::Json, Dump::Data, Dump::Stats})
        dumps_.ask(each);
    run();
    EXPECT_EQ(written_, 3U);
    for (const auto* each : {"data", "stats", "json"})
        EXPECT_TRUE(fs::exists(file(each))) << each;
}

// Whoever asks wants what is true afterwards.
TEST_F(DumpFiles, are_written_once_more_if_they_are_asked_for_while_they_are_written) {
    while_written_ = {[this] {
        sent_ = 6;
        for (int i = 0; i < 3; ++i)
            dumps_.ask(Dump::Stats);
    }};
    dumps_.ask(Dump::Stats);
    run();
    EXPECT_EQ(written_, 2U);
    EXPECT_NE(stats().find("    Sent: 6\n"), std::string::npos) << stats();
}

TEST_F(DumpFiles, begin_at_zero_after_the_dump_that_clears_them) {
    dumps_.ask(Dump::StatsAndClear);
    while_written_ = {[this] {
        sent_ = 7; // two adverts since the look
        dumps_.ask(Dump::Stats);
    }};
    run();
    EXPECT_EQ(written_, 2U);
    EXPECT_EQ(times(stats(), "    Sent: 2\n"), 20U) << stats();
}

TEST_F(DumpFiles, of_a_new_virtual_router_do_not_begin_at_the_zero_of_a_former_one) {
    dumps_.ask(Dump::StatsAndClear);
    while_written_ = {[this] {
                          dumps_.forget({3}); // while the file is written
                          dumps_.ask(Dump::StatsAndClear);
                      },
                      [this] { dumps_.ask(Dump::Stats); }};
    run();
    EXPECT_EQ(times(stats(), "    Sent: 0\n"), 40U) << stats(); // each has two lines with this label
    dumps_.forget({4});
}

TEST_F(DumpFiles, that_cannot_be_written_clear_nothing) {
    fs::create_directory(file("stats"));
    while_written_ = {[this] { dumps_.ask(Dump::Json); }};
    dumps_.ask(Dump::StatsAndClear);
    run();
    EXPECT_EQ(times(os::read_file(file("json")).value_or(""), R"("advert_sent":5)"), 20U);
}

class PutFile : public testing::Test {
protected:
    void SetUp() override { ASSERT_NE(::mkdtemp(directory_.data()), nullptr); }

    void TearDown() override { fs::remove_all(directory_); }

    std::string file(const std::string& name) const { return directory_ + '/' + name; }

    std::size_t files() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory_), {}));
    }

    std::string directory_ = "/tmp/xvrrp-put-XXXXXX";
};

TEST_F(PutFile, replaces_a_link_and_does_not_follow_it) {
    ASSERT_TRUE(os::put_file(file("victim"), "precious", 0600, "write"));
    fs::create_symlink(file("victim"), file("dump"));
    ASSERT_TRUE(os::put_file(file("dump"), "text", 0600, "write"));
    EXPECT_FALSE(fs::is_symlink(file("dump")));
    EXPECT_EQ(os::read_file(file("dump")), "text");
    EXPECT_EQ(os::read_file(file("victim")), "precious");
    EXPECT_EQ(files(), 2U);
}

TEST_F(PutFile, gives_the_file_its_mode_whatever_it_had) {
    for (const mode_t mode : {0600U, 0640U, 0666U}) {
        ASSERT_TRUE(os::put_file(file("dump"), "text", mode, "write"));
        EXPECT_EQ(static_cast<mode_t>(fs::status(file("dump")).permissions()), mode);
    }
}

TEST_F(PutFile, leaves_nothing_behind_when_it_fails) {
    fs::create_directory(file("dump"));
    const auto written = os::put_file(file("dump"), "text", 0600, "write the dump");
    ASSERT_FALSE(written);
    EXPECT_NE(written.error().text().find("write the dump " + file("dump")), std::string::npos);
    EXPECT_EQ(files(), 1U);
    EXPECT_FALSE(os::put_file(file("nowhere/dump"), "text", 0600, "write"));
}

TEST(DumpFile, has_keepalived_s_name_unless_another_one_is_configured) {
    const config::Identity blue{"ns", "blue"};
    const config::Dumps usual;
    EXPECT_EQ(file_of(Dump::Data, usual, blue, "/tmp"), "/tmp/keepalived.data");
    EXPECT_EQ(file_of(Dump::Stats, usual, blue, "/tmp"), "/tmp/keepalived.stats");
    EXPECT_EQ(file_of(Dump::StatsAndClear, usual, blue, "/tmp"), "/tmp/keepalived.stats");
    EXPECT_EQ(file_of(Dump::Json, usual, blue, "/tmp"), "/tmp/keepalived.json");
    const config::Dumps chosen{
        .state_file = "/a", .stats_file = "/b", .json_file = "/c", .use_instance = true};
    EXPECT_EQ(file_of(Dump::Data, chosen, blue, "/tmp"), "/a");
    EXPECT_EQ(file_of(Dump::Stats, chosen, blue, "/tmp"), "/b");
    EXPECT_EQ(file_of(Dump::Json, chosen, blue, "/tmp"), "/c");
}

// As keepalived 2.2.7 does it, and for this file alone.
TEST(DumpFile, of_the_state_may_have_the_namespace_and_the_instance_in_its_name) {
    const config::Dumps dumps{.use_instance = true};
    EXPECT_EQ(file_of(Dump::Data, dumps, {"ns", "blue"}, "/tmp"), "/tmp/keepalived.ns_blue.data");
    EXPECT_EQ(file_of(Dump::Data, dumps, {"ns", ""}, "/tmp"), "/tmp/keepalived.ns.data");
    EXPECT_EQ(file_of(Dump::Data, dumps, {"", "blue"}, "/tmp"), "/tmp/keepalived.blue.data");
    EXPECT_EQ(file_of(Dump::Data, dumps, {}, "/tmp"), "/tmp/keepalived.data");
    EXPECT_EQ(file_of(Dump::Stats, dumps, {"ns", "blue"}, "/tmp"), "/tmp/keepalived.stats");
}

TEST(DumpDirectory, is_that_of_the_environment_if_it_has_an_absolute_one) {
    setenv("TMPDIR", "/run", 1);
    EXPECT_EQ(directory_of_dumps(), "/run");
    setenv("TMPDIR", "here", 1);
    EXPECT_EQ(directory_of_dumps(), "/tmp");
    unsetenv("TMPDIR");
    EXPECT_EQ(directory_of_dumps(), "/tmp");
}

} // namespace xvrrp::daemon
