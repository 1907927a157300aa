// SPDX-License-Identifier: GPL-2.0-or-later
// The attached programs and the program arrays through which they jump: loaded once, kept by their pins.
#pragma once

#include "datapath/pins.h"

namespace xvrrp::datapath {

// The programs that receive, one for each root.
struct StagePrograms {
    int xdp = -1;
    int tc = -1;
    int ip = -1;
};

struct RootPrograms {
    os::Fd xdp;
    os::Fd tc;
    os::Fd ip; // for tc too, if the frames begin with the IP header
    os::Fd stages_xdp;
    os::Fd stages_tc;
    os::Fd stages_ip;

    static Result<RootPrograms> open(const Pins& pins);

    Result<> fill(const StagePrograms& programs) const; // puts each into its VRRP stage
    Result<> empty() const;
    bool run(const StagePrograms& programs) const; // true if each is in its stage
};

// A predecessor's attached programs pass everything from here on.
Result<> empty_stages(const Pins& pins);

// The remedy for a refused loading: the capabilities that it needs.
inline constexpr const char* kBpfCapabilities = "needs CAP_BPF and CAP_NET_ADMIN";

// libbpf returns -errno or sets errno. EPERM and EACCES get the remedy.
Error bpf_error(std::string doing, int code);

} // namespace xvrrp::datapath
