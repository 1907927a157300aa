// SPDX-License-Identifier: GPL-2.0-or-later
#include "forgery.h"

#include "core/vrrp/frame.h"

namespace xvrrp::sim {

namespace {

constexpr std::size_t kIp = 14;

core::Advert advert_of(const core::VirtualRouterConfig& as, std::uint8_t priority) {
    core::Advert advert{as.version, as.vrid, priority, as.interval, as.authentication, {}};
    for (const auto& each : as.addresses)
        advert.addresses.push_back(each.address);
    return advert;
}

core::Bytes frame_of(const core::Advert& advert, const core::IpAddress& source, const core::IpAddress& to,
                     core::ByteView trailer = {}) {
    return core::advert_frame({{2, 0, 0, 0, 0, 0x66}}, source, to, 1,
                              core::encode(advert, source, to, {}, trailer));
}

const core::IpAddress kGroup = core::vrrp_group(core::Family::Ipv4);
const core::IpAddress kElsewhere = core::IpAddress::v4(192, 0, 2, 66);

void set_ip_byte(core::Bytes& frame, std::size_t offset, std::uint8_t value) {
    frame[kIp + offset] = value;
    core::set16(frame, kIp + 10, 0);
    const auto header = core::ByteView(frame).subspan(kIp, 20);
    core::set16(frame, kIp + 10, core::checksum_finish(core::checksum_add(0, header)));
}

} // namespace

core::Bytes forged_advert(const core::VirtualRouterConfig& as, const core::IpAddress& source,
                          std::uint8_t priority) {
    return frame_of(advert_of(as, priority), source, kGroup);
}

core::Bytes forged_signed_advert(const core::VirtualRouterConfig& as, const core::IpAddress& source,
                                 std::uint8_t priority, const core::HmacKey& key, core::Sequence sequence) {
    const auto advert = advert_of(as, priority);
    const auto trailer = core::sign(core::encode(advert, source, kGroup), source, key, sequence);
    return frame_of(advert, source, kGroup, trailer);
}

core::Bytes broken_advert(const core::VirtualRouterConfig& as, Random& random) {
    auto advert = advert_of(as, random.between<std::uint8_t>(0, 255));
    auto frame = frame_of(advert, kElsewhere, kGroup);
    switch (random.between(0, 8)) {
    case 0: // one bit, anywhere that a checksum covers
        frame[random.between<std::size_t>(kIp, frame.size() - 1)] ^=
            static_cast<std::uint8_t>(1 << random.between(0, 7));
        return frame;
    case 1:
        frame.resize(random.between<std::size_t>(0, frame.size() - 1));
        return frame;
    case 2:
        set_ip_byte(frame, 8, random.between<std::uint8_t>(0, 254)); // TTL
        return frame;
    case 3:
        set_ip_byte(frame, 6, 0x20); // more fragments
        return frame;
    case 4: // from one of our virtual addresses, by a sender that does not claim to own it
        advert.priority = random.between<std::uint8_t>(0, 254);
        return frame_of(advert, as.addresses.front().address, kGroup);
    case 5:
        return frame_of(advert, kElsewhere, core::IpAddress::v4(224, 0, 0, 19));
    case 6:
        advert.version = as.version == core::Version::V2 ? core::Version::V3 : core::Version::V2;
        return frame_of(advert, kElsewhere, kGroup);
    case 7:
        advert.addresses.clear();
        return frame_of(advert, kElsewhere, kGroup);
    default:
        return frame_of(advert, core::IpAddress::v4(127, 0, 0, 1), kGroup);
    }
}

} // namespace xvrrp::sim
