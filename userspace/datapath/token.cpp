// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/token.h"

#include "datapath/kernel_time.h"
#include "datapath/root_programs.h"
#include "datapath/tc_filter.h"
#include "rx.skel.h"
#include "stand_in.skel.h"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <bpf/libbpf.h>

namespace xvrrp::datapath {

namespace {

constexpr std::uint32_t kFilter = 1; // the handle of the tc filter

} // namespace

Result<Token> Token::open(const rx& receiving) {
    auto program = load_stand_in(receiving);
    if (!program)
        return failure(program.error());
    const auto& maps = (*program)->maps;
    auto leases = Leases::open({.leases = bpf_map__fd(receiving.maps.vrrp_leases),
                                .gates = bpf_map__fd(receiving.maps.vrrp_gates),
                                .frames = bpf_map__fd(receiving.maps.vrrp_frames),
                                .token = bpf_map__fd(receiving.maps.vrrp_token),
                                .fenced = bpf_map__fd(receiving.maps.vrrp_fenced),
                                .netns = receiving.rodata->netns,
                                .slots = bpf_map__max_entries(receiving.maps.vrrp_leases),
                                .frames_capacity = bpf_map__max_entries(receiving.maps.vrrp_frames)});
    if (!leases)
        return failure(leases.error());
    MappedArray<vrrp_turns> turns(bpf_map__fd(maps.vrrp_turns), 1, PROT_READ);
    if (!turns)
        return failure(bpf_error("map vrrp_turns into memory", errno));
    return Token(std::move(*program), std::move(*leases), std::move(turns));
}

core::TimePoint Token::last_turn() const {
    return time_point(__atomic_load_n(&turns_[0].last_ns, __ATOMIC_RELAXED));
}

Result<core::Bytes> Token::circulate(core::InterfaceIndex in, const std::string& in_name,
                                     core::InterfaceIndex out) {
    const auto attached =
        attach_first_tc_filter(bpf_program__fd(program_->progs.vrrp_stand_in), kFilter, in.index, in_name);
    if (!attached)
        return failure(attached.error());
    vrrp_token_packet head{};
    head.protocol = htons(VRRP_TOKEN_PROTOCOL);
    head.magic = htonl(VRRP_TOKEN_MAGIC);
    head.generation = htonl(leases_.begin_generation(out));
    core::Bytes packet(VRRP_TOKEN_SIZE);
    std::memcpy(packet.data(), &head, sizeof head);
    return packet;
}

} // namespace xvrrp::datapath
