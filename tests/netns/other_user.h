// SPDX-License-Identifier: GPL-2.0-or-later
// A host whose daemon is another user than root, with the ambient capabilities of the unit file.
#pragma once

#include "netns/limited_host.h"

#include <fstream>
#include <sstream>

#include <sys/stat.h>

namespace xvrrp::test {

// The value of the key in packaging/xvrrpd.service.
inline std::string of_the_unit(const std::string& key) {
    std::ifstream unit(XVRRP_UNIT);
    for (std::string line; std::getline(unit, line);) {
        if (line.starts_with(key + "=") && line.size() > key.size() + 1)
            return line.substr(key.size() + 1);
    }
    return {};
}

// As setpriv takes them: ",+net_admin".
inline std::string capabilities_of_the_unit() {
    std::istringstream words(of_the_unit("AmbientCapabilities"));
    std::string list;
    for (std::string word; words >> word;)
        list += ",+" + setpriv_name(word);
    return list;
}

class OtherUser : public LimitedHost {
protected:
    void SetUp() override {
        LimitedHost::SetUp();
        for (const auto& path : {fs::path(host_.runtime_dir()), fs::path(host_.bpf_dir())}) {
            fs::create_directory(path);
            ASSERT_EQ(::chown(path.c_str(), kNobody, kNobody), 0);
            fs::permissions(path.parent_path() == "/sys/fs/bpf" ? path : path.parent_path(), fs::perms(0755));
        }
        fs::create_directory(files_.path() + "/bin");
        fs::create_directory(aside());
    }

    // Others may not enter /sys/fs/bpf, so the unit puts a directory there that has nothing but ours, under the same name.
    std::string own_pins() const {
        const auto pins = host_.bpf_dir();
        return "mount --bind " + pins + " " + aside() +
               "; mount -t tmpfs -o mode=755 none /sys/fs/bpf; mkdir " + pins + "; mount --bind " + aside() +
               " " + pins + "; ";
    }

    std::string aside() const { return files_.path() + "/pins"; }

    Process start(const std::string& config, const std::vector<std::string>& flags = {}) const {
        return start(config, capabilities_of_the_unit(), own_pins(), flags);
    }

    // The programs of this build may be where others may not enter, too.
    Process start(const std::string& config, const std::string& capabilities, const std::string& before,
                  const std::vector<std::string>& flags = {}) const {
        host_.write_config(config);
        const auto bin = files_.path() + "/bin";
        auto script = "set -e; mount --bind " + fs::path(XVRRPD).parent_path().string() + " " + bin + "; " +
                      before + "exec setpriv --reuid nobody --regid nogroup --clear-groups --no-new-privs";
        for (const auto* set : {"bounding-set", "inh-caps", "ambient-caps"})
            script += " --" + std::string(set) + "=-all" + capabilities;
        script += " -- " + bin + "/" + fs::path(XVRRPD).filename().string();
        for (const auto& each : host_.xvrrpd_command(flags))
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

} // namespace xvrrp::test
