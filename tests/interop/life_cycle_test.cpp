// SPDX-License-Identifier: GPL-2.0-or-later
// xvrrpd and Debian's keepalived live through the same events with the same file. What their scripts, their pipes and the
// kernel are told in each step is compared, and each difference is listed with its reason.
#include "daemon.h"
#include "support/address_monitor.h"
#include "support/notify_scripts.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <map>
#include <sstream>

namespace xvrrp::test {

namespace {

using Lines = std::vector<std::string>;
using Told = std::map<std::string, Lines>; // by the name of a stream

// ---- What differs -----------------------------------------------------------------------------------------

struct Difference {
    std::string step;
    std::string stream;
    Lines only_ours;
    Lines only_theirs; // if there are neither, only the order differs
    std::string reason;

    bool operator==(const Difference& other) const {
        return std::tie(step, stream, only_ours, only_theirs) ==
               std::tie(other.step, other.stream, other.only_ours, other.only_theirs);
    }
};

// In the order of the events.
const std::vector<Difference> kKnown{
    {"start",
     "notify_fifo",
     {},
     {},
     "keepalived tells a group before its members at the start and after them later, xvrrpd always after them"},
    {"start", "vrrp_notify_fifo", {}, {}, "the same"},
    {"reload without the instance",
     "scripts",
     {"[VI_3][fault][  x  ]"},
     {},
     "keepalived tells FAULT to notify, but not to notify_fault"},
    {"stop",
     "notify_fifo",
     {"GROUP \"G\" STOP 0", "INSTANCE \"VI_1\" STOP 110", "INSTANCE \"VI_2\" STOP 120"},
     {},
     "keepalived ends its reader before it has read the last lines"},
};

void PrintTo(const Difference& difference, std::ostream* out) {
    *out << difference.step << ", " << difference.stream << "\n";
    for (const auto& line : difference.only_ours)
        *out << "  only xvrrpd:     " << line << "\n";
    for (const auto& line : difference.only_theirs)
        *out << "  only keepalived: " << line << "\n";
}

// Sorted lines that are in one and not in the other.
Lines without(Lines some, Lines others) {
    std::ranges::sort(some);
    std::ranges::sort(others);
    Lines rest;
    std::ranges::set_difference(some, others, std::back_inserter(rest));
    return rest;
}

std::vector<Difference> differences(const std::string& step, const Told& ours, const Told& theirs) {
    std::vector<Difference> found;
    for (const auto& [stream, lines] : ours) {
        const auto& others = theirs.at(stream);
        if (lines != others)
            found.push_back({step, stream, without(lines, others), without(others, lines), ""});
    }
    return found;
}

// "INSTANCE MASTER" of INSTANCE "VI_1" MASTER 100.
std::string event_of(const std::string& line) {
    std::istringstream words(line);
    std::string kind;
    std::string name;
    std::string event;
    words >> kind >> name >> event;
    return kind + ' ' + event;
}

// The members of a group may change in any order, and VI_3 at any time.
void forget_chance(Lines& lines) {
    std::stable_partition(lines.begin(), lines.end(),
                          [](const auto& line) { return line.find("\"VI_3\"") == std::string::npos; });
    for (auto from = lines.begin(); from != lines.end();) {
        const auto to = std::find_if(from, lines.end(),
                                     [&](const auto& line) { return event_of(line) != event_of(*from); });
        std::sort(from, to);
        from = to;
    }
}

// ---- A daemon that is watched -------------------------------------------------------------------------------

// VI_1 on eth0 and VI_2 on eth1 are a group, VI_3 on eth1 is alone and tracks two scripts. A peer is on eth0.
class Life {
public:
    explicit Life(Daemon daemon)
        : daemon_(daemon), lan_("lan_" + name_of(daemon)), other_lan_("other_" + name_of(daemon)),
          host_(lan_, name_of(daemon), "192.168.1.1/24"),
          peer_(lan_, "peer_" + name_of(daemon), "192.168.1.2/24"),
          scripts_("", "notify_" + name_of(daemon)) {
        other_lan_.plug(host_.netns(), "eth1");
        host_.netns().ip("addr add 10.0.0.1/24 dev eth1");
        for (const auto* script : {"check", "weighted"})
            make_good(script);
    }

    void start() {
        monitor_.emplace(host_.netns());
        reader_.emplace(std::vector<std::string>{
            scripts_.script("read_again", "while sleep 0.01; do [ ! -p $1 ] || cat $1 >> $2; done"),
            scripts_.file("vrrp_notify_fifo"), scripts_.file("vrrp_lines")});
        run(host_, daemon_, config());
    }

    const NetNs& netns() const { return host_.netns(); }

    void make_good(const std::string& script) const { std::ofstream(scripts_.file(script)) << "\n"; }

    void make_bad(const std::string& script) const { std::filesystem::remove(scripts_.file(script)); }

    void peer_comes() {
        peer_.run_keepalived(Instance{.priority = 200, .addresses = "192.168.1.101/24"}.text());
    }

    void peer_leaves() { peer_.daemon().terminate(); }

    void reload(int priority_of_3) {
        priority_of_3_ = priority_of_3;
        const auto before = log().size();
        host_.write_config(config());
        host_.daemon().signal(SIGHUP);
        const auto* const done = daemon_ == Daemon::Xvrrpd ? "reloaded " : "Reload complete";
        EXPECT_TRUE(wait_until([&] { return log().find(done, before) != std::string::npos; })) << log();
    }

    void stop() {
        host_.daemon().terminate();
        EXPECT_EQ(host_.daemon().wait(), 0) << log();
    }

    // Returns everything that was told since the last call.
    Told take() {
        Told news;
        for (auto& [stream, lines] : told()) {
            auto& taken = taken_[stream];
            news[stream].assign(lines.begin() + static_cast<std::ptrdiff_t>(taken), lines.end());
            taken = lines.size();
        }
        // keepalived does not wait for its scripts, and the addresses of two instances come in any order.
        std::ranges::sort(news["scripts"]);
        for (const auto* pipe : {"notify_fifo", "vrrp_notify_fifo"})
            forget_chance(news[pipe]);
        std::ranges::stable_sort(news["addresses"], {}, [](const auto& line) { return line.substr(1); });
        return news;
    }

    // True if this line is among what take() would return.
    bool tells(const std::string& line) const {
        for (const auto& [stream, lines] : told()) {
            const auto taken = taken_.find(stream);
            const auto from = taken == taken_.end() ? 0 : static_cast<std::ptrdiff_t>(taken->second);
            if (std::find(lines.begin() + from, lines.end(), line) != lines.end())
                return true;
        }
        return false;
    }

    std::size_t size() const {
        std::size_t size = 0;
        for (const auto& [stream, lines] : told())
            size += lines.size();
        return size;
    }

    std::string log() const { return host_.log(); }

private:
    Told told() const {
        return {{"scripts", scripts_.lines()},
                {"notify_fifo", scripts_.lines("lines")},
                {"vrrp_notify_fifo", scripts_.lines("vrrp_lines")},
                {"addresses", addresses()}};
    }

    // "+192.168.1.101/24 eth0" for each virtual address that comes, and with a minus if it goes.
    Lines addresses() const {
        Lines changes;
        std::istringstream lines(monitor_ ? monitor_->said() : "");
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words(line);
            std::string first;
            std::string interface;
            std::string family;
            std::string address;
            words >> first;
            const bool goes = first == "Deleted";
            if (goes)
                words >> first;
            words >> interface >> family >> address;
            if (family == "inet" && interface.starts_with("eth"))
                changes.push_back((goes ? "-" : "+") + address + " " + interface);
        }
        return changes;
    }

    std::string notify(const std::string& who, const std::vector<std::string>& states) const {
        std::string text;
        for (const auto& state : states)
            text +=
                "    notify_" + state + " \"" + scripts_.path() + " " + who + " " + state + " '  x  '\"\n";
        return text + "    notify \"" + scripts_.path() + " 'an argument'\"\n";
    }

    std::string instance(const std::string& number, const std::string& interface, int priority,
                         const std::string& network, const std::string& more = "") const {
        return "vrrp_instance VI_" + number + " {\n    interface " + interface + "\n    virtual_router_id 5" +
               number + "\n    advert_int 0.2\n    priority " + std::to_string(priority) +
               "\n    notify_priority_changes true\n" +
               notify("VI_" + number, {"master", "backup", "fault", "stop"}) + more +
               "    virtual_ipaddress {\n        " + network + "10" + number + "/24\n    }\n}\n";
    }

    std::string check(const std::string& name, const std::string& more) const {
        return "vrrp_script " + name + " {\n    script \"/usr/bin/test -e " + scripts_.file(name) +
               "\"\n    interval 1\n" + more + "}\n";
    }

    // The daemon runs the reader of the first pipe. That of the second one is there all the time.
    std::string config() const {
        const auto reader = scripts_.script("read", "while read line; do echo \"$line\" >> $1; done < $2");
        return "global_defs {\n    script_user root\n    vrrp_version 3\n    notify_fifo " +
               scripts_.file("notify_fifo") + "\n    notify_fifo_script \"" + reader + " " +
               scripts_.file("lines") + "\"\n    vrrp_notify_fifo " + scripts_.file("vrrp_notify_fifo") +
               "\n}\n" + check("check", "") + check("weighted", "    weight -30\n") +
               "vrrp_sync_group G {\n    group {\n        VI_1\n        VI_2\n    }\n" +
               notify("G", {"master", "backup", "fault", "stop"}) + "}\n" +
               instance("1", "eth0", 110, "192.168.1.") + instance("2", "eth1", 120, "10.0.0.") +
               (priority_of_3_ == 0
                    ? ""
                    : instance("3", "eth1", priority_of_3_, "10.0.0.",
                               "    track_script {\n        check\n        weighted\n    }\n"));
    }

    Daemon daemon_;
    Lan lan_;
    Lan other_lan_;
    VrrpHost host_;
    VrrpHost peer_;
    NotifyScripts scripts_;
    std::optional<AddressMonitor> monitor_;
    std::optional<Process> reader_; // of vrrp_notify_fifo
    int priority_of_3_ = 100;       // 0: it is not there
    std::map<std::string, std::size_t> taken_;
};

// ---- The events ---------------------------------------------------------------------------------------------

struct Step {
    std::string name;
    void (*happens)(Life& life);
    Lines until; // each of them is told
};

const std::vector<Step> kSteps{
    {"start",
     [](Life& life) { life.start(); },
     {"[an argument][GROUP][G][MASTER][0]", "[an argument][INSTANCE][VI_3][MASTER][100]"}},
    {"link down", [](Life& life) { life.netns().down("eth0"); }, {"[an argument][GROUP][G][FAULT][0]"}},
    {"link up", [](Life& life) { life.netns().up("eth0"); }, {"[an argument][GROUP][G][MASTER][0]"}},
    {"script fails",
     [](Life& life) { life.make_bad("check"); },
     {"[an argument][INSTANCE][VI_3][FAULT][100]"}},
    {"script recovers",
     [](Life& life) { life.make_good("check"); },
     {"[an argument][INSTANCE][VI_3][MASTER][100]"}},
    {"script with a weight fails",
     [](Life& life) { life.make_bad("weighted"); },
     {"INSTANCE \"VI_3\" MASTER_PRIORITY 70"}},
    {"script with a weight recovers",
     [](Life& life) { life.make_good("weighted"); },
     {"INSTANCE \"VI_3\" MASTER_PRIORITY 100"}},
    {"better peer comes", [](Life& life) { life.peer_comes(); }, {"[an argument][GROUP][G][BACKUP][0]"}},
    {"better peer leaves", [](Life& life) { life.peer_leaves(); }, {"[an argument][GROUP][G][MASTER][0]"}},
    {"reload with another priority", [](Life& life) { life.reload(130); }, {}},
    {"script fails with the other priority",
     [](Life& life) { life.make_bad("check"); },
     {"[an argument][INSTANCE][VI_3][FAULT][130]"}},
    {"script recovers with the other priority",
     [](Life& life) { life.make_good("check"); },
     {"[an argument][INSTANCE][VI_3][MASTER][130]"}},
    {"reload without the instance",
     [](Life& life) { life.reload(0); },
     {"[an argument][INSTANCE][VI_3][FAULT][130]"}},
    {"stop", [](Life& life) { life.stop(); }, {"[an argument][GROUP][G][STOP][0]"}},
};

// Longer than the interval of the scripts and than a takeover.
constexpr Duration kQuiet{1500};

void settle(const std::array<Life*, 2>& lives, const Step& step) {
    for (const auto* life : lives) {
        for (const auto& line : step.until)
            EXPECT_TRUE(wait_until([&] { return life->tells(line); }, std::chrono::seconds(8)))
                << step.name << ": nobody says " << line << "\n"
                << life->log();
    }
    const auto size = [&] { return lives[0]->size() + lives[1]->size(); };
    for (auto before = size(); wait_until([&] { return size() != before; }, kQuiet);)
        before = size();
}

class LifeCycle : public RootTest {};

} // namespace

TEST_F(LifeCycle, is_told_as_by_keepalived_but_for_what_is_listed) {
    Life ours(Daemon::Xvrrpd);
    Life theirs(Daemon::Keepalived);
    std::vector<Difference> found;
    for (const auto& step : kSteps) {
        step.happens(theirs);
        step.happens(ours);
        settle({&ours, &theirs}, step);
        std::ranges::move(differences(step.name, ours.take(), theirs.take()), std::back_inserter(found));
    }
    EXPECT_EQ(found, kKnown);
}

} // namespace xvrrp::test
