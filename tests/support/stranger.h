// SPDX-License-Identifier: GPL-2.0-or-later
// BPF programs of somebody else. Each only returns one number.
#pragma once

#include "datapath/side.h"
#include "os/fd.h"
#include "support/netns.h"

#include <string>
#include <vector>

#include <linux/bpf.h>

namespace xvrrp::test {

os::Fd stranger(bpf_prog_type type, int returns);

// A program under a path of the bpffs, for tc(8).
class PinnedStranger {
public:
    PinnedStranger(bpf_prog_type type, int returns);
    PinnedStranger(const PinnedStranger&) = delete;
    PinnedStranger& operator=(const PinnedStranger&) = delete;
    ~PinnedStranger();

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

// As long as this lives, the tcx hook of this side of the interface takes no other program, as if the kernel had no tcx.
class TcxTaken {
public:
    TcxTaken(const NetNs& netns, const std::string& interface, datapath::Side side = datapath::Side::In);

private:
    std::vector<os::Fd> links_;
};

} // namespace xvrrp::test
