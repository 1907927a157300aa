// SPDX-License-Identifier: GPL-2.0-or-later
// The programs that are attached, and the program arrays through which they jump: loaded once, kept by their pins.
#pragma once

#include "datapath/pins.h"

namespace xvrrp::datapath {

struct RootPrograms {
    os::Fd xdp;
    os::Fd tc;
    os::Fd stages_xdp;
    os::Fd stages_tc;

    static Result<RootPrograms> open(const Pins& pins);

    Result<> fill(int xdp_program, int tc_program) const; // the VRRP stage of both
    Result<> empty() const;
};

// What loading BPF objects needs, as a remedy.
inline constexpr const char* kBpfCapabilities = "needs CAP_BPF and CAP_NET_ADMIN";

// libbpf returns -errno or sets it; EPERM and EACCES get the remedy.
Error bpf_error(std::string doing, int code);

// Of loading a program: what is not a missing capability is the verifier's refusal.
Error load_error(const std::string& program, int code);

} // namespace xvrrp::datapath
