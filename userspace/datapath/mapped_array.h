// SPDX-License-Identifier: GPL-2.0-or-later
// A BPF array that is mapped into our memory, so reading and writing it needs no system call.
#pragma once

#include <cstddef>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace xvrrp::datapath {

// The kernel lays values out at multiples of eight bytes.
template <class T>
class MappedArray {
    static_assert(sizeof(T) % 8 == 0);

public:
    MappedArray() = default;

    // protection is PROT_READ or PROT_WRITE. The result is empty, with errno, if the kernel refuses.
    MappedArray(int map_fd, std::size_t count, int protection) : bytes_(rounded(count * sizeof(T))) {
        void* memory = mmap(nullptr, bytes_, protection, MAP_SHARED, map_fd, 0);
        data_ = memory == MAP_FAILED ? nullptr : static_cast<T*>(memory);
    }

    MappedArray(MappedArray&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

    MappedArray& operator=(MappedArray&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }

    MappedArray(const MappedArray&) = delete;
    MappedArray& operator=(const MappedArray&) = delete;

    ~MappedArray() {
        if (data_)
            munmap(data_, bytes_);
    }

    explicit operator bool() const { return data_ != nullptr; }

    T& operator[](std::size_t index) const { return data_[index]; }

private:
    static std::size_t rounded(std::size_t bytes) {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        return (bytes + page - 1) / page * page;
    }

    T* data_ = nullptr;
    std::size_t bytes_ = 0;
};

} // namespace xvrrp::datapath
