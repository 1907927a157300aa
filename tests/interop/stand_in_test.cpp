// SPDX-License-Identifier: GPL-2.0-or-later
// A real peer that is BACKUP does not notice that the daemon of the MASTER is away for a while, and takes over from one that
// stays away, with no moment at which two hosts answer.
#include "away.h"

#include <csignal>
#include <filesystem>
#include <functional>
#include <thread>

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;

const auto kAll = ::testing::Values(kEverySecond, kTenPerSecond, kHundredPerSecond, many(kEverySecond),
                                    many(kTenPerSecond), many(kHundredPerSecond));

} // namespace

class Absence : public Away {
protected:
    void stop_for(Duration time) {
        a().daemon().stop();
        std::this_thread::sleep_for(time);
        a().daemon().resume();
        EXPECT_TRUE(wait_until([&] { return a().instance()["stand_in"]["adverts"] > 0; })) << a().log();
    }

    void kill_for(Duration time) {
        a().daemon().kill();
        std::this_thread::sleep_for(time);
        start();
    }

    void replace_after(Duration time) {
        a().daemon().signal(SIGQUIT);
        EXPECT_EQ(a().daemon().wait(), 0) << a().log();
        std::this_thread::sleep_for(time);
        start();
    }

    void restart() {
        const auto done = a().xvrrpctl("restart");
        EXPECT_EQ(done.status, 0) << done.output << a().log();
        EXPECT_TRUE(wait_until([&] { return are_all("MASTER", "leads_on"); })) << a().log();
    }

    // It is told again and again, before, while and after the program changes.
    void restart_while_told_to_reload() {
        a().write_config(config(110));
        std::jthread tell([this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                a().daemon().signal(SIGHUP);
                std::this_thread::sleep_for(10ms);
            }
        });
        restart();
    }

    void restart_while_it_reloads() {
        a().write_config(config(100));
        auto reload = a().netns().start({XVRRPCTL, "--runtime-dir", a().runtime_dir(), "reload"});
        restart();
        EXPECT_TRUE(reload.wait()) << "it was answered, or told that the daemon went";
        EXPECT_EQ(a().instance()["priority"]["base"], 100);
    }
};

TEST_P(Absence, that_is_short_moves_nothing) {
    const std::pair<const char*, std::function<void()>> kinds[] = {
        {"stopped for 2 s", [&] { stop_for(2s); }},
        {"killed and started after 0.3 s", [&] { kill_for(300ms); }},
        {"killed and started after 2 s", [&] { kill_for(2s); }},
        {"replaced after 3.5 s", [&] { replace_after(3500ms); }},
        {"restarted", [&] { restart(); }},
        {"restarted while it is told to reload", [&] { restart_while_told_to_reload(); }},
        {"restarted while it reloads", [&] { restart_while_it_reloads(); }},
    };
    ASSERT_NO_FATAL_FAILURE(elect());
    for (const auto& [what, happens] : kinds) {
        SCOPED_TRACE(what);
        witness().begin();
        happens();
        expect_nothing_moved();
    }
}

TEST_P(Absence, for_good_gives_everything_to_the_peer) {
    ASSERT_NO_FATAL_FAILURE(elect());
    const auto killed = std::chrono::system_clock::now();
    a().daemon().kill();
    expect_peer_takes_over();
    const auto seen = witness().end();
    const auto resigned = seen.resignations(a().address());
    ASSERT_EQ(resigned.size(), GetParam().count);
    EXPECT_GE(resigned.front() - killed, kLease - 500ms);
    EXPECT_LE(resigned.back() - killed, kLease + 100ms);
    // keepalived needs seconds for hundreds, so the first one counts, and that one waits for others as well.
    const auto interval = std::chrono::milliseconds(static_cast<int>(1000 * std::stod(GetParam().interval)));
    const auto peers_own = GetParam().count > 1 && GetParam().peer == Daemon::Keepalived ? 2000ms : 300ms;
    EXPECT_LE(std::ranges::min(seen.first_of_each(b().address())) - resigned.front(),
              skew(interval) + peers_own);
    EXPECT_TRUE(wait_until([&] { return !has_an_address(a()); })) << a().log();
    EXPECT_TRUE(wait_until([&] { return !std::filesystem::exists(a().bpf_dir()); }));
    EXPECT_EQ(a().netns().ifindex("xvrrp0"), 0);
}

INSTANTIATE_TEST_SUITE_P(Of, Absence, kAll, setting_name);

} // namespace xvrrp::test
