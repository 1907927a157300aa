// SPDX-License-Identifier: GPL-2.0-or-later
// before_master and before_backup with a live daemon: the address comes after the one script, and goes after the other.
#include "support/process.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;

class Staged : public RootTest {
protected:
    TemporaryDirectory files_{"staged"};
    TwoRouters net_{};

    // keyword is before_master or before_backup.
    std::string with(const std::string& keyword, const std::string& script, const std::string& timeout,
                     const std::string& more = "") const {
        const auto path = files_.write(keyword, "#!/bin/sh\n" + script + "\n");
        fs::permissions(path, fs::perms(0755));
        return "global_defs {\n    script_user root\n}\n" +
               Instance{.priority = 110, .more = "    " + keyword + " " + path + " " + timeout + "\n" + more}
                   .text();
    }

    std::string staged(const std::string& script, const std::string& timeout) const {
        return with("before_master", script, timeout);
    }

    // An advert that leaves from now on.
    bool sends_adverts() {
        net_.wire.frames(); // those that have come are read, and forgotten
        net_.wire.clear();
        return net_.wire
            .wait_for([&](const Frame& frame) {
                const auto advert = read_advert(frame);
                return advert && advert->advert.priority == 110;
            })
            .has_value();
    }

    // The script notes whether the address is still there, and ends when go() comes.
    std::string until_go() const {
        return "ip -o addr show dev eth0 >" + file("addresses") + ".new\nmv " + file("addresses") + ".new " +
               file("addresses") + "\nuntil [ -e " + file("go") + " ]; do sleep 0.05; done\n";
    }

    void go() const { files_.write("go", ""); }

    bool script_runs() const {
        return wait_until([&] { return fs::exists(file("addresses")); });
    }

    std::string addresses_at_the_script() const {
        std::ifstream noted(file("addresses"));
        return {std::istreambuf_iterator<char>(noted), {}};
    }

    void lead(const std::string& config) {
        net_.a.run_xvrrpd(config);
        ASSERT_TRUE(net_.a.becomes("MASTER")) << net_.a.log();
        ASSERT_TRUE(wait_until([&] { return net_.a.has_vip(); })) << net_.a.log();
    }

    static std::string other_vrid(const Instance& instance) {
        const std::string before = "virtual_router_id 51";
        auto text = instance.text();
        return text.replace(text.find(before), before.size(), "virtual_router_id 52");
    }

    static void pause() {
        wait_until([] { return false; }, std::chrono::seconds(1));
    }

    std::string file(const std::string& name) const { return files_.path() + "/" + name; }
};

} // namespace

TEST_F(Staged, an_address_waits_for_the_script_and_adverts_do_not) {
    net_.a.run_xvrrpd(staged("until [ -e " + file("go") + " ]; do sleep 0.05; done", "30"));
    ASSERT_TRUE(net_.a.becomes("MASTER")) << net_.a.log();
    EXPECT_TRUE(sends_adverts());
    EXPECT_FALSE(net_.a.has_vip());
    files_.write("go", "");
    EXPECT_TRUE(wait_until([&] { return net_.a.has_vip(); })) << net_.a.log();
    EXPECT_NE(net_.a.log().find("before_master: it exited with status 0, taking the addresses"),
              std::string::npos)
        << net_.a.log();
}

TEST_F(Staged, an_address_waits_no_longer_than_the_timeout) {
    net_.a.run_xvrrpd(staged("sleep 1000", "0.5"));
    EXPECT_TRUE(wait_until([&] { return net_.a.has_vip(); })) << net_.a.log();
    EXPECT_NE(net_.a.log().find("did not end in time"), std::string::npos) << net_.a.log();
}

TEST_F(Staged, an_address_does_not_come_if_another_one_is_master_meanwhile) {
    net_.a.run_xvrrpd(staged("until [ -e " + file("go") + " ]; do sleep 0.05; done", "30"));
    ASSERT_TRUE(net_.a.becomes("MASTER")) << net_.a.log();
    net_.b.run_xvrrpd(Instance{.priority = 200}.text());
    EXPECT_TRUE(leads(net_.b, net_.a));
    files_.write("go", "");
    wait_until([] { return false; }, std::chrono::seconds(1));
    EXPECT_FALSE(net_.a.has_vip());
}

// The first script needs a second for its end, and the second one would find its lock taken.
TEST_F(Staged, a_script_waits_for_the_end_of_the_one_from_the_takeover_before) {
    net_.a.run_xvrrpd(staged("mkdir " + file("lock") + " || touch " + file("twice") +
                                 "\ntrap 'sleep 1; rmdir " + file("lock") + "; exit 0' TERM\n" + "echo >> " +
                                 file("runs") + "; sleep 1000 & wait",
                             "30"));
    ASSERT_TRUE(net_.a.becomes("MASTER")) << net_.a.log();
    const auto runs = [&] { return fs::exists(file("runs")) ? fs::file_size(file("runs")) : 0; };
    ASSERT_TRUE(wait_until([&] { return runs() == 1; }));
    net_.b.run_xvrrpd(Instance{.priority = 200}.text());
    ASSERT_TRUE(leads(net_.b, net_.a));
    net_.b.daemon().terminate();
    ASSERT_TRUE(net_.a.becomes("MASTER")) << net_.a.log();
    EXPECT_TRUE(wait_until([&] { return runs() == 2; })) << net_.a.log();
    EXPECT_FALSE(fs::exists(file("twice")));
}

// The second router has the identity of the first one, and it is its first takeover too.
TEST_F(Staged, an_address_does_not_come_with_the_script_of_a_router_that_a_reload_removed) {
    net_.a.run_xvrrpd(staged(until_go(), "30"));
    ASSERT_TRUE(net_.a.becomes("MASTER")) << net_.a.log();
    const auto script = files_.write("second", "#!/bin/sh\ntouch " + file("begun") + "\nuntil [ -e " +
                                                   file("go2") + " ]; do sleep 0.05; done\n");
    fs::permissions(script, fs::perms(0755));
    net_.a.write_config(
        "global_defs {\n    script_user root\n}\n" +
        other_vrid(Instance{.priority = 110, .more = "    before_master " + script + " 30\n"}));
    net_.a.daemon().signal(SIGHUP);
    ASSERT_TRUE(wait_until([&] { return fs::exists(file("begun")); }, std::chrono::seconds(8)))
        << net_.a.log();
    go();
    pause();
    EXPECT_FALSE(net_.a.has_vip()) << net_.a.log();
    files_.write("go2", "");
    EXPECT_TRUE(wait_until([&] { return net_.a.has_vip(); })) << net_.a.log();
}

TEST_F(Staged, a_service_stops_before_its_address_goes) {
    lead(with("before_backup", until_go(), "30"));
    net_.a.daemon().terminate();
    ASSERT_TRUE(script_runs()) << net_.a.log();
    EXPECT_NE(addresses_at_the_script().find("192.168.1.100"), std::string::npos)
        << addresses_at_the_script();
    pause();
    EXPECT_TRUE(net_.wire.matching(resignation_from(net_.a.address())).empty());
    EXPECT_TRUE(sends_adverts());
    EXPECT_TRUE(net_.a.has_vip());
    go();
    EXPECT_TRUE(wait_until([&] { return !net_.a.has_vip(); })) << net_.a.log();
    EXPECT_EQ(net_.a.daemon().wait(), 0) << net_.a.log();
    EXPECT_TRUE(net_.wire.wait_for(resignation_from(net_.a.address())));
}

TEST_F(Staged, a_script_before_the_loss_of_master_is_cut_by_its_timeout) {
    lead(with("before_backup", "sleep 1000", "0.5"));
    net_.a.daemon().terminate();
    EXPECT_EQ(net_.a.daemon().wait(), 0) << net_.a.log();
    EXPECT_FALSE(net_.a.has_vip());
    const auto log = net_.a.log(); // the runner's timeout or the daemon's, whichever comes first
    EXPECT_TRUE(log.find("before_backup: it timed out") != std::string::npos ||
                log.find("before_backup: it did not end in time") != std::string::npos)
        << log;
}

TEST_F(Staged, a_second_signal_does_not_wait_for_the_script) {
    lead(with("before_backup", until_go(), "30"));
    net_.a.daemon().terminate();
    ASSERT_TRUE(script_runs()) << net_.a.log();
    net_.a.daemon().terminate();
    EXPECT_EQ(net_.a.daemon().wait(), 0) << net_.a.log();
    EXPECT_FALSE(net_.a.has_vip());
    go();
}

TEST_F(Staged, a_better_router_does_not_wait_for_the_script) {
    lead(with("before_backup", until_go(), "30"));
    net_.a.daemon().terminate();
    ASSERT_TRUE(script_runs()) << net_.a.log();
    net_.b.run_xvrrpd(Instance{.priority = 200}.text());
    EXPECT_TRUE(wait_until([&] { return net_.b.has_vip() && !net_.a.has_vip(); }, std::chrono::seconds(8)))
        << net_.a.log();
    EXPECT_EQ(net_.a.daemon().wait(), 0) << "a BACKUP has nothing to wait for";
    go();
}

TEST_F(Staged, a_lower_priority_is_told_after_the_script) {
    const auto weight = files_.write("weight", "0");
    lead("vrrp_track_file load {\n    file " + weight + "\n}\n" +
         with("before_backup", until_go(), "30", "    track_file {\n        load weight 1\n    }\n"));
    net_.b.run_xvrrpd(Instance{.priority = 105}.text());
    ASSERT_TRUE(net_.b.becomes("BACKUP")) << net_.b.log();
    files_.write("weight", "-30");
    ASSERT_TRUE(script_runs()) << net_.a.log();
    pause();
    EXPECT_TRUE(sends_adverts());
    EXPECT_TRUE(leads(net_.a, net_.b));
    go();
    EXPECT_TRUE(leads(net_.b, net_.a)) << net_.a.log();
}

TEST_F(Staged, a_reload_removes_an_instance_after_the_script) {
    lead(with("before_backup", until_go(), "30"));
    net_.a.write_config(other_vrid({.priority = 110}));
    net_.a.daemon().signal(SIGHUP);
    ASSERT_TRUE(script_runs()) << net_.a.log();
    pause();
    EXPECT_TRUE(sends_adverts());
    EXPECT_TRUE(net_.a.has_vip());
    EXPECT_EQ(net_.a.log().find("1 removed"), std::string::npos);
    go();
    EXPECT_TRUE(net_.a.daemon().says("1 removed")) << net_.a.log();
    EXPECT_TRUE(net_.wire.wait_for(resignation_from(net_.a.address())));
    EXPECT_TRUE(wait_until([&] { return net_.a.has_vip(); })) << "the one with another VRID has it";
}

} // namespace xvrrp::test
