// SPDX-License-Identifier: GPL-2.0-or-later
#include "support/shape_host.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;

constexpr auto kRecovery = std::chrono::seconds(45); // the slowest check needs 30 s to succeed again

// Runs a program in a mount namespace where a tree of files lies over those of the machine, with a /run of its own.
constexpr const char* kInTree = R"(set -e
tree=$1 run=$2
shift 2
chmod -R go-w "$tree"
mount -t tmpfs -o mode=0755 shape /mnt
for each in /*; do
    if [ -L "$each" ]; then
        cp -P "$each" /mnt
    elif [ -d "$each" ] && [ "$each" != /mnt ]; then
        mkdir "/mnt$each"
        mount --rbind "$each" "/mnt$each"
    fi
done
for each in "$tree"/*; do
    name=/${each##*/}
    if [ -d "/mnt$name" ]; then
        mount -t overlay -o "lowerdir=$each:$name" shape "/mnt$name"
    else
        cp -a "$each" "/mnt$name"
    fi
done
mount --bind "$run" /mnt/run
exec chroot /mnt "$@"
)";

// The last state of the instance in the log.
std::string state_of(const std::string& instance, const std::string& log) {
    const auto entering = "(" + instance + ") Entering ";
    const auto last = log.rfind(entering);
    if (last == std::string::npos)
        return {};
    const auto begin = last + entering.size();
    return log.substr(begin, log.find(' ', begin) - begin);
}

} // namespace

Lan& ShapeHost::plug(const std::string& interface, const std::string& address, const std::string& neighbour) {
    auto& lan = lans_.emplace_back(interface);
    lan.plug(netns_, interface);
    netns_.ip("addr add " + address + " dev " + interface);
    lan.netns().ip("addr add " + neighbour + " dev br0");
    return lan;
}

void ShapeHost::place(const std::string& path, const std::string& lines) const {
    const auto file = files_.path() + "/tree" + path;
    fs::create_directories(fs::path(file).parent_path());
    std::ofstream(file) << "#!/bin/sh\n" << lines << "\n";
    fs::permissions(file, fs::perms{0755});
}

void ShapeHost::check(const std::string& path) const {
    place(path, "echo \"$(printf '[%s]' \"$0\" \"$@\")\" >> " + scripts_.file("checked") + "\n[ ! -e " +
                    scripts_.file("broken") + " ]");
}

void ShapeHost::break_checks() const {
    std::ofstream(scripts_.file("broken")) << "\n";
}

void ShapeHost::mend_checks() const {
    fs::remove(scripts_.file("broken"));
}

void ShapeHost::notify(const std::string& path) const {
    place(path, "exec " + scripts_.path() + " \"$0\" \"$@\"");
}

void ShapeHost::start(const std::string& file, Lines brings) {
    const auto tree = files_.path() + "/tree";
    const auto run = files_.path() + "/run";
    fs::create_directories(tree + "/etc/keepalived");
    fs::create_directories(run + "/keepalived");
    fs::copy_file(file, tree + "/etc/keepalived/keepalived.conf");
    brings_ = std::move(brings);
    daemon_.emplace(netns_.start({"unshare", "--mount", "sh", "-c", kInTree, "sh", tree, run, XVRRPD, "-n",
                                  "-l", "-f", "/etc/keepalived/keepalived.conf", "--runtime-dir",
                                  files_.path() + "/runtime", "--bpf-dir", pins_.path()}));
}

::testing::AssertionResult ShapeHost::leaves() {
    daemon_->terminate();
    const auto status = daemon_->wait();
    return verdict(status == 0 && std::ranges::none_of(brings_, [&](const auto& each) { return has(each); }));
}

::testing::AssertionResult ShapeHost::leads(const std::string& instance, const Lan& lan,
                                            const std::string& address) const {
    const auto is_master = [&] { return state_of(instance, log()) == "MASTER"; };
    const auto all = [&] {
        return std::ranges::all_of(brings_, [&](const auto& each) { return has(each); });
    };
    const auto answers = [&] { return lan.netns().run("ping -c1 -W1 " + address).status == 0; };
    return verdict(wait_until(is_master, kRecovery) && wait_until(all) && wait_until(answers));
}

::testing::AssertionResult ShapeHost::falls(const std::string& instance, const std::string& state) const {
    const auto is_there = [&] { return state_of(instance, log()) == state; };
    const auto none = [&] {
        return std::ranges::none_of(brings_, [&](const auto& each) { return has(each); });
    };
    return verdict(wait_until(is_there, kRecovery) && wait_until(none));
}

::testing::AssertionResult ShapeHost::says(const std::string& words) const {
    return verdict(daemon_->says(words, kRecovery));
}

::testing::AssertionResult ShapeHost::shows(const std::string& line) const {
    return verdict(has(line));
}

::testing::AssertionResult ShapeHost::checked(const std::string& call) const {
    const auto lines = scripts_.lines("checked");
    return verdict(!lines.empty() && lines.front() == call);
}

::testing::AssertionResult ShapeHost::told(const Lines& calls, const std::string& part) const {
    const auto matching = [&] {
        auto lines = scripts_.lines();
        std::erase_if(lines, [&](const auto& each) { return each.find(part) == std::string::npos; });
        return lines;
    };
    if (wait_until([&] { return matching() == calls; }))
        return ::testing::AssertionSuccess();
    return verdict(false) << ::testing::PrintToString(matching());
}

Process ShapeHost::reader(const std::string& pipe) const {
    const auto path = files_.path() + pipe;
    EXPECT_TRUE(wait_until([&] { return fs::is_fifo(path); })) << log();
    return netns_.start({"cat", path});
}

bool ShapeHost::has(const std::string& line) const {
    const auto all =
        netns_.must("{ ip -o addr; ip route show table all; ip rule; } | tr -s '\\\\\\t\\n ' ' '");
    return all.find(line + " ") != std::string::npos;
}

::testing::AssertionResult ShapeHost::verdict(bool good) const {
    if (good)
        return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure()
           << log() << netns_.run("ip addr; ip route show table all; ip rule").output;
}

// ---- The next node ------------------------------------------------------------------------------------------

void NextNode::plug(Lan& lan, const std::string& interface, const std::string& address) const {
    lan.plug(host_.netns(), interface);
    host_.netns().ip("addr add " + address + " dev " + interface);
}

void NextNode::start(const std::string& file, const Changes& changes) {
    std::ifstream first(file);
    std::string text{std::istreambuf_iterator<char>(first), {}};
    for (const auto& [from, to] : changes) {
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        if (at != std::string::npos)
            text.replace(at, from.size(), to);
    }
    host_.run_xvrrpd(text);
}

void NextNode::leave() {
    host_.daemon().terminate();
    EXPECT_EQ(host_.daemon().wait(), 0) << host_.log();
}

::testing::AssertionResult NextNode::has(const Lines& addresses, bool wanted) const {
    const auto is_so = [&] {
        const auto status = host_.status();
        const auto fits = [&](const auto& instance) {
            return instance["state"] == (wanted ? "MASTER" : "BACKUP");
        };
        const auto is_placed = [&](const std::string& address) {
            return host_.netns().has(core::IpAddress::from_text(address).value_or(core::IpAddress{}));
        };
        return !status.is_null() && std::ranges::all_of(status["instances"], fits) &&
               std::ranges::all_of(addresses, [&](const auto& each) { return is_placed(each) == wanted; });
    };
    if (wait_until(is_so, kRecovery))
        return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << host_.log() << host_.netns().run("ip addr").output;
}

} // namespace xvrrp::test
