// SPDX-License-Identifier: GPL-2.0-or-later
// The scheduling of the daemon, as the kernel reports it.
#include "support/vrrp_host.h"

#include <sched.h>
#include <sys/resource.h>

namespace xvrrp::test {

namespace {

struct Treatment {
    int policy = -1;
    int priority = -1;
    int nice = 0;
    int processors = 0;

    bool operator==(const Treatment&) const = default;
};

void PrintTo(const Treatment& seen, std::ostream* out) {
    *out << "policy " << seen.policy << ", priority " << seen.priority << ", nice " << seen.nice << ", on "
         << seen.processors << " processors";
}

Treatment treatment(pid_t pid) {
    sched_param parameter{};
    cpu_set_t processors;
    EXPECT_EQ(sched_getparam(pid, &parameter), 0);
    EXPECT_EQ(sched_getaffinity(pid, sizeof processors, &processors), 0);
    return {sched_getscheduler(pid), parameter.sched_priority,
            getpriority(PRIO_PROCESS, static_cast<id_t>(pid)), CPU_COUNT(&processors)};
}

class Scheduling : public RootTest {
protected:
    // The values of a daemon with these lines in its global_defs.
    static Treatment with(const std::string& lines) {
        Lan lan("lan");
        VrrpHost host(lan, "a", "192.168.1.1/24");
        host.run_xvrrpd("global_defs {\n" + lines + "\n}\n" + Instance{}.text());
        EXPECT_EQ(host.log().find("warning"), std::string::npos) << host.log();
        return treatment(host.daemon().pid());
    }
};

} // namespace

TEST_F(Scheduling, is_real_time_unless_something_else_is_asked_for) {
    const auto ours = treatment(getpid());
    EXPECT_EQ(with("vrrp_priority 5"), (Treatment{SCHED_OTHER, 0, 5, ours.processors}));
    const int real_time = SCHED_RR | SCHED_RESET_ON_FORK;
    EXPECT_EQ(with(""), (Treatment{real_time, 1, ours.nice, ours.processors}));
    EXPECT_EQ(with("vrrp_rt_priority 7\nvrrp_cpu_affinity 0"), (Treatment{real_time, 7, ours.nice, 1}));
}

// Loading programs takes a quarter of a second and more.
TEST_F(Scheduling, is_ordinary_while_the_program_starts_again) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.run_xvrrpd(Instance{}.text());
    const auto pid = host.daemon().pid();
    const auto before = treatment(pid);
    ASSERT_EQ(before.policy, SCHED_RR | SCHED_RESET_ON_FORK);
    auto restart = host.netns().start({XVRRPCTL, "--runtime-dir", host.runtime_dir(), "restart"});
    EXPECT_TRUE(wait_until([&] { return treatment(pid).policy == SCHED_OTHER; })) << host.log();
    EXPECT_EQ(restart.wait(), 0) << host.log();
    EXPECT_EQ(treatment(pid), before);
}

TEST_F(Scheduling, that_is_refused_is_said_and_no_reason_to_give_up) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    host.write_config(Instance{}.text());
    std::vector<std::string> command{"setpriv", "--bounding-set=-sys_nice"};
    const auto daemon = host.xvrrpd_command();
    command.insert(command.end(), daemon.begin(), daemon.end());
    auto started = host.netns().start(command);
    EXPECT_TRUE(started.says("Entering MASTER STATE")) << started.output();
    EXPECT_TRUE(
        started.says("warning: run with real-time priority 1: Operation not permitted (needs CAP_SYS_NICE"))
        << started.output();
    EXPECT_EQ(treatment(started.pid()).policy, SCHED_OTHER);
}

} // namespace xvrrp::test
