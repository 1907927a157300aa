// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpd and Debian's keepalived tell the same scripts and pipes, and the words of both are compared.
#include "daemon.h"
#include "support/notify_scripts.h"

#include <algorithm>

namespace xvrrp::test {

namespace {

using Lines = std::vector<std::string>;

class NotifyBeside : public RootTest {};

std::string instance(const std::string& number, const std::string& more) {
    return "vrrp_instance VI_" + number + " {\n    interface eth0\n    virtual_router_id 5" + number +
           "\n    version 3\n    advert_int 0.2\n    priority 1" + number + "0\n" + more +
           "    virtual_ipaddress {\n        192.168.1.10" + number + "/24\n    }\n}\n";
}

// The life of two instances in a group, and what was told meanwhile.
struct Life {
    Lan lan;
    VrrpHost host;
    NotifyScripts scripts;

    explicit Life(Daemon daemon)
        : lan("lan_" + name_of(daemon)), host(lan, name_of(daemon), "192.168.1.1/24") {
        run(host, daemon, config());
        const bool told = scripts.tells("[an argument][GROUP][G][MASTER][0]");
        host.netns().down("eth0");
        const bool failed = scripts.tells("[an argument][GROUP][G][FAULT][0]");
        host.daemon().terminate();
        EXPECT_EQ(host.daemon().wait(), 0) << host.log();
        EXPECT_TRUE(told && failed) << host.log();
        // keepalived does not wait for its scripts.
        EXPECT_TRUE(scripts.tells("[an argument][GROUP][G][STOP][0]")) << host.log();
        wait_until([&] { return scripts.lines().size() >= kScripts; });
    }

    // For each of two instances and a group: four states with two scripts each.
    static constexpr std::size_t kScripts = 24;

    std::string notify(const std::string& who) const {
        std::string text;
        for (const std::string state : {"master", "backup", "fault", "stop"})
            text += "    notify_" + state + " \"" + scripts.path() + " " + who + " " + state + " '  x  '\"\n";
        return text + "    notify \"" + scripts.path() + " 'an argument'\"\n";
    }

    std::string config() const {
        const auto reader = scripts.script("read", "while read line; do echo \"$line\" >> $1; done < $2");
        return "global_defs {\n    script_user root\n    notify_fifo " + scripts.file("pipe") +
               "\n    notify_fifo_script \"" + reader + " " + scripts.file("lines") +
               "\"\n}\nvrrp_sync_group G {\n    group {\n        VI_1\n        VI_2\n    }\n" + notify("G") +
               "}\n" + instance("1", notify("VI_1")) + instance("2", notify("VI_2"));
    }

    Lines sorted(const std::string& file) const {
        auto lines = scripts.lines(file);
        std::ranges::sort(lines);
        return lines;
    }
};

} // namespace

TEST_F(NotifyBeside, scripts_get_the_same_arguments_and_pipes_the_same_lines) {
    const Life theirs(Daemon::Keepalived);
    const Life ours(Daemon::Xvrrpd);
    EXPECT_EQ(ours.scripts.lines().size(), Life::kScripts);
    EXPECT_EQ(ours.sorted("told"), theirs.sorted("told"));
    EXPECT_EQ(ours.sorted("lines"), theirs.sorted("lines"));
}

} // namespace xvrrp::test
