// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/frame_store.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <arpa/inet.h>

namespace xvrrp::datapath {

namespace {

constexpr const char* kDoing = "let the kernel stand in";
constexpr std::size_t kHeaderSize = 8;

std::string trouble_of(std::span<const core::LeasedFrame> frames) {
    if (frames.empty())
        return "there is no advert";
    if (frames.size() > VRRP_FRAMES_OF_SLOT)
        return "there are more than " + std::to_string(+VRRP_FRAMES_OF_SLOT) + " unicast peers";
    const auto fits = [](const core::LeasedFrame& each) {
        return each.frame.size() <= VRRP_FRAME_MAX && each.header + kHeaderSize <= each.frame.size();
    };
    return std::ranges::all_of(frames, fits)
               ? ""
               : "the advert is longer than " + std::to_string(+VRRP_FRAME_MAX) + " bytes";
}

} // namespace

FrameStore::FrameStore(MappedArray<vrrp_frame> frames, std::uint32_t capacity,
                       std::span<const std::uint32_t> in_use)
    : frames_(std::move(frames)) {
    std::vector<bool> used(capacity);
    for (auto number : in_use) {
        for (; number != 0 && number < capacity && !used[number]; number = frames_[number].next)
            used[number] = true;
    }
    for (std::uint32_t number = 1; number < capacity; ++number) {
        if (!used[number])
            free_.push_back(number);
    }
}

Result<std::uint32_t> FrameStore::put(std::span<const core::LeasedFrame> frames) {
    if (const auto trouble = trouble_of(frames); !trouble.empty())
        return failure(Error{kDoing, trouble, "", 0});
    if (free_.size() < frames.size())
        return failure(Error{kDoing, "vrrp_frames is full", "", 0});
    std::uint32_t next = 0;
    for (std::size_t i = frames.size(); i-- > 0;) {
        const auto& advert = frames[i];
        const auto number = free_.front();
        free_.pop_front();
        auto& entry = frames_[number];
        entry.next = next;
        entry.ifindex = static_cast<std::uint32_t>(advert.interface.index);
        entry.length = static_cast<std::uint16_t>(advert.frame.size());
        entry.header = static_cast<std::uint16_t>(advert.header);
        entry.resign_checksum = htons(core::resign_checksum(advert));
        std::ranges::copy(advert.frame, entry.bytes);
        next = number;
    }
    return next;
}

void FrameStore::take_back(std::uint32_t first) {
    for (auto number = first; number != 0; number = frames_[number].next)
        free_.push_back(number);
}

} // namespace xvrrp::datapath
