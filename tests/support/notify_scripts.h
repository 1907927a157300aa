// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts for a daemon to run, which write down how they were run.
#pragma once

#include "support/netns.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace xvrrp::test {

class NotifyScripts {
public:
    // The script writes its arguments, each in brackets. lines_before are run before that.
    explicit NotifyScripts(const std::string& lines_before = "", const std::string& role = "notify")
        : directory_(role) {
        script("note", lines_before + "\nline=$(printf '[%s]' \"$@\")\necho \"$line\" >> " + file());
    }

    std::string path() const { return directory_.path() + "/note"; }

    // Any other script, and its path.
    std::string script(const std::string& name, const std::string& lines) const {
        const auto path = directory_.write(name, "#!/bin/sh\n" + lines + "\n");
        std::filesystem::permissions(path, std::filesystem::perms{0755});
        return path;
    }

    std::string file(const std::string& name = "told") const { return directory_.path() + "/" + name; }

    // The lines that were written so far.
    std::vector<std::string> lines(const std::string& name = "told") const {
        std::ifstream in(file(name));
        std::vector<std::string> lines;
        for (std::string line; std::getline(in, line);)
            lines.push_back(line);
        return lines;
    }

    bool tells(const std::string& line, Duration timeout = kPatience) const {
        return wait_until(
            [&] {
                const auto all = lines();
                return std::find(all.begin(), all.end(), line) != all.end();
            },
            timeout);
    }

private:
    TemporaryDirectory directory_;
};

} // namespace xvrrp::test
