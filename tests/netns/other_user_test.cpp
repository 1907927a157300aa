// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon as another user than root, with ambient capabilities, as docs/packaging.md has it.
#include "support/vrrp_host.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <signal.h>
#include <sys/stat.h>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;

constexpr uid_t kNobody = 65534;

// The value of the key in packaging/xvrrpd.service.
std::string of_the_drop_in(const std::string& key) {
    std::ifstream drop_in(XVRRP_DROP_IN);
    for (std::string line; std::getline(drop_in, line);) {
        if (line.starts_with(key + "=") && line.size() > key.size() + 1)
            return line.substr(key.size() + 1);
    }
    return {};
}

// As setpriv takes them: ",+net_admin".
std::string capabilities_of_the_drop_in() {
    std::istringstream words(of_the_drop_in("AmbientCapabilities"));
    std::string list;
    for (std::string word; words >> word;) {
        std::ranges::transform(word, word.begin(), [](unsigned char letter) { return std::tolower(letter); });
        list += ",+" + word.substr(4); // after "CAP_"
    }
    return list;
}

class OtherUser : public RootTest {
protected:
    Lan lan_{"lan"};
    VrrpHost host_{lan_, "a", "192.168.1.1/24"};
    TemporaryDirectory files_{"files"};

    void SetUp() override {
        RootTest::SetUp();
        for (const auto& path : {fs::path(host_.runtime_dir()), fs::path(host_.bpf_dir())}) {
            fs::create_directory(path);
            ASSERT_EQ(::chown(path.c_str(), kNobody, kNobody), 0);
            fs::permissions(path.parent_path() == "/sys/fs/bpf" ? path : path.parent_path(), fs::perms(0755));
        }
        fs::permissions(files_.path(), fs::perms(0755));
        fs::create_directory(files_.path() + "/bin");
        fs::create_directory(aside());
        fs::create_directory(files_.path() + "/out");
        fs::permissions(files_.path() + "/out", fs::perms(0777));
    }

    std::string out() const { return files_.path() + "/out/out"; }

    // Others may not enter /sys/fs/bpf, so the unit puts a directory there that has nothing but ours, under the same name.
    std::string own_pins() const {
        const auto pins = host_.bpf_dir();
        return "mount --bind " + pins + " " + aside() +
               "; mount -t tmpfs -o mode=755 none /sys/fs/bpf; mkdir " + pins + "; mount --bind " + aside() +
               " " + pins + "; ";
    }

    std::string aside() const { return files_.path() + "/pins"; }

    Process start(const std::string& config) const {
        return start(config, capabilities_of_the_drop_in(), own_pins());
    }

    // The programs of this build may be where others may not enter, too.
    Process start(const std::string& config, const std::string& capabilities,
                  const std::string& before) const {
        host_.write_config(config);
        const auto bin = files_.path() + "/bin";
        auto script = "set -e; mount --bind " + fs::path(XVRRPD).parent_path().string() + " " + bin + "; " +
                      before + "exec setpriv --reuid nobody --regid nogroup --clear-groups --no-new-privs";
        for (const auto* set : {"bounding-set", "inh-caps", "ambient-caps"})
            script += " --" + std::string(set) + "=-all" + capabilities;
        script += " -- " + bin + "/" + fs::path(XVRRPD).filename().string();
        for (const auto& each : host_.xvrrpd_command())
            script += each == XVRRPD ? "" : " " + each;
        return host_.netns().start({"unshare", "--mount", "--propagation", "private", "sh", "-c", script});
    }

    std::string checked_by(const std::string& user) const {
        return "vrrp_script check {\n    script \"/bin/sh -c 'id -un > " + out() + "'\"\n" +
               (user.empty() ? "" : "    user " + user + "\n") + "    interval 1\n}\n" +
               Instance{.more = "    use_vmac\n    track_script {\n        check\n    }\n"}.text();
    }

    bool is_empty_of_pins() const { return !fs::exists(host_.bpf_dir()) || fs::is_empty(host_.bpf_dir()); }
};

} // namespace

TEST_F(OtherUser, leads_with_a_virtual_mac_and_scripts_of_its_own) {
    auto daemon = start(checked_by(""));
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_TRUE(wait_until([&] { return host_.has_vip(); })) << daemon.output();
    std::string user;
    EXPECT_TRUE(wait_until([&] { return static_cast<bool>(std::ifstream(out()) >> user); }));
    EXPECT_EQ(user, "nobody");
    EXPECT_EQ(daemon.output().find("without pins"), std::string::npos) << daemon.output();
    EXPECT_EQ(daemon.output().find(" error: "), std::string::npos) << daemon.output();
    EXPECT_EQ(host_.status()["daemon"]["pins"], true); // root asks
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait(), 0) << daemon.output();
    EXPECT_FALSE(host_.has_vip());
    EXPECT_TRUE(is_empty_of_pins());
}

TEST_F(OtherUser, runs_scripts_itself_where_root_would_have_a_user_for_them) {
    const auto accounts = files_.path() + "/passwd";
    const auto daemon = start(checked_by(""), capabilities_of_the_drop_in(),
                              own_pins() + "cp /etc/passwd " + accounts +
                                  "; echo keepalived_script:x:54321:54321::/:/bin/sh >> " + accounts +
                                  "; mount --bind " + accounts + " /etc/passwd; ");
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    std::string user;
    EXPECT_TRUE(wait_until([&] { return static_cast<bool>(std::ifstream(out()) >> user); }));
    EXPECT_EQ(user, "nobody");
}

TEST_F(OtherUser, hands_over_to_another_one) {
    auto daemon = start(checked_by(""));
    ASSERT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    ASSERT_TRUE(wait_until([&] { return host_.instance()["stand_in"]["lent"] == true; })) << daemon.output();
    daemon.signal(SIGQUIT);
    EXPECT_EQ(daemon.wait(), 0) << daemon.output();
    EXPECT_TRUE(host_.has_vip());
    EXPECT_FALSE(is_empty_of_pins());
    const auto next = start(checked_by(""));
    EXPECT_TRUE(next.says("the kernel stood in for the former daemon, which was MASTER")) << next.output();
    EXPECT_TRUE(host_.has_vip());
}

TEST_F(OtherUser, runs_no_script_of_others) {
    const auto daemon = start(checked_by("root"));
    EXPECT_TRUE(daemon.says("become user root: Operation not permitted")) << daemon.output();
    EXPECT_TRUE(daemon.says("Entering FAULT STATE")) << daemon.output();
    EXPECT_FALSE(fs::exists(out()));
}

TEST_F(OtherUser, has_no_pins_where_it_may_not_enter) {
    const auto daemon =
        start(Instance{}.text(), capabilities_of_the_drop_in(), "mount -t bpf -o mode=700 bpf /sys/fs/bpf; ");
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
    EXPECT_TRUE(daemon.says("xvrrpd runs without pins")) << daemon.output();
}

TEST_F(OtherUser, has_ordinary_priority_without_a_limit_for_more) {
    const auto daemon =
        start(Instance{}.text(), capabilities_of_the_drop_in(), own_pins() + "prlimit --rtprio=0 --pid $$; ");
    EXPECT_TRUE(daemon.says("run with real-time priority 1: Operation not permitted")) << daemon.output();
    EXPECT_TRUE(daemon.says("Entering MASTER STATE")) << daemon.output();
}

TEST_F(OtherUser, needs_each_capability_for_a_start) {
    const auto all = capabilities_of_the_drop_in();
    for (const std::string lacking : {",+net_admin", ",+net_raw", ",+bpf"}) {
        auto some = all;
        some.erase(some.find(lacking), lacking.size());
        auto daemon = start(Instance{}.text(), some, own_pins());
        EXPECT_EQ(daemon.wait(), 4) << lacking << daemon.output();
    }
}

TEST_F(OtherUser, does_not_start_without_capabilities) {
    auto daemon = start(Instance{}.text(), "", own_pins());
    EXPECT_EQ(daemon.wait(), 4) << daemon.output();
}

TEST_F(OtherUser, does_not_read_what_only_root_may) {
    host_.write_config("");
    fs::permissions(host_.config_file(), fs::perms(0600));
    auto daemon = start(Instance{}.text());
    EXPECT_EQ(daemon.wait(), 6) << daemon.output();
}

// Root of a user namespace has every capability there, and none that counts for BPF programs.
TEST_F(OtherUser, does_not_start_as_root_of_a_user_namespace) {
    host_.write_config(Instance{}.text());
    std::vector<std::string> command{"unshare", "--user", "--map-root-user"};
    const auto daemon_command = host_.xvrrpd_command();
    command.insert(command.end(), daemon_command.begin(), daemon_command.end());
    auto daemon = host_.netns().start(command);
    EXPECT_EQ(daemon.wait(), 4) << daemon.output();
}

} // namespace xvrrp::test
