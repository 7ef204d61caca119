// Fingerprints as words: few at a time, and very often.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace rowan {

/// For the usual few words a loop is faster than a call of memcpy.
inline void copy_words(const std::uint64_t* from, std::size_t count, std::uint64_t* to) noexcept {
  for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
}

/// A stack of words. Pushed words are not initialised.
class WordStack {
 public:
  /// Space for this many more, until the next push.
  std::uint64_t* push(std::size_t count) {
    if (!has_room(count)) [[unlikely]]
      grow(count);
    std::uint64_t* top = words_.get() + size_;
    size_ += count;
    return top;
  }
  /// Whether pushes of this many in all take no memory.
  [[nodiscard]] bool has_room(std::size_t count) const noexcept { return capacity_ - size_ >= count; }
  void make_room(std::size_t count) {
    if (!has_room(count)) grow(count);
  }
  /// Pushes those words of `from` that `mask` tells, for which there must be room.
  void push(const std::uint64_t* from, std::uint64_t mask) noexcept {
    std::uint64_t* to = words_.get() + size_;
    for (; mask != 0; mask &= mask - 1) *to++ = from[__builtin_ctzll(mask)];
    size_ = static_cast<std::size_t>(to - words_.get());
  }
  void cut(std::size_t size) noexcept { size_ = size; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] const std::uint64_t* at(std::size_t index) const noexcept { return words_.get() + index; }

 private:
  [[gnu::noinline]] void grow(std::size_t count) {
    const std::size_t capacity = std::max<std::size_t>(2 * capacity_, size_ + count + 64);
    auto grown = std::make_unique_for_overwrite<std::uint64_t[]>(capacity);
    std::copy_n(words_.get(), size_, grown.get());
    words_ = std::move(grown);
    capacity_ = capacity;
  }
  std::unique_ptr<std::uint64_t[]> words_;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace rowan
